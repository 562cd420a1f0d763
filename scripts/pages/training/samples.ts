/** The samples of a fixture, as the arrays that a network takes. */
import type { Features, TrajectoryFile, Words } from "./schema.ts";

/** The data of all samples, one after the other in memory. */
export interface Samples {
  readonly count: number;
  /** Shape of one sample's input, and the inputs: features, or symbols for an embedding. */
  readonly inputShape: readonly number[];
  readonly inputs: Float32Array | Int32Array;
  /** Shape of one sample's target, [] where it is one class, and the classes. */
  readonly targetShape: readonly number[];
  readonly targets: Int32Array;
}

export function samplesOf({ data, network, training }: TrajectoryFile): Samples {
  return "alphabet" in data
    ? wordSamples(data, network.embedding!.window, training.ignoreIndex!)
    : featureSamples(data);
}

function featureSamples({ samples, centre, scale }: Features): Samples {
  const width = centre.length;
  const inputs = new Float32Array(samples.length * width);
  samples.forEach(({ x }, row) => {
    for (let i = 0; i < width; i++) inputs[row * width + i] = (x[i]! - centre[i]!) / scale[i]!;
  });
  const targets = Int32Array.from(samples, ({ target }) => target);
  return { count: samples.length, inputShape: [width], inputs, targetShape: [], targets };
}

/** Symbol 0 stands for positions beyond both ends of a word, and class `padding` for those after its last phoneme. */
function wordSamples(
  { samples, alphabet, positions, classes }: Words,
  window: number,
  padding: number,
): Samples {
  const inputs = new Int32Array(samples.length * positions * window);
  const targets = new Int32Array(samples.length * positions).fill(padding);
  const reach = (window - 1) / 2;
  samples.forEach(({ letters, phonemes }, row) => {
    for (let at = 0; at < positions; at++) {
      for (let i = 0; i < window; i++) {
        const letter = letters[at + i - reach];
        if (letter !== undefined) inputs[(row * positions + at) * window + i] = alphabet.indexOf(letter) + 1;
      }
    }
    phonemes.split(" ").forEach((phoneme, at) => {
      targets[row * positions + at] = classes.indexOf(phoneme);
    });
  });
  return {
    count: samples.length,
    inputShape: [positions, window],
    inputs,
    targetShape: [positions],
    targets,
  };
}

/** The samples of every step, epoch after epoch; the last batch of an epoch may be shorter. */
export function batchesOf({ training, data }: TrajectoryFile): readonly (readonly number[])[] {
  const { batchSize, epochs, order } = training;
  const inOrder = data.samples.map((_: unknown, at: number) => at);
  return Array.from({ length: epochs }, (_, epoch) => order?.[epoch]?.samples ?? inOrder).flatMap((epoch) =>
    Array.from({ length: Math.ceil(epoch.length / batchSize) }, (_, at) =>
      epoch.slice(at * batchSize, (at + 1) * batchSize),
    ),
  );
}
