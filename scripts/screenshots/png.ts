/** A screenshot with a palette: of flat areas and grey letters that is a third of the bytes, and looks the same. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Colours that are kept as they are; any other becomes the nearest of them. */
const COLOURS = 250;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue in one number each. */
  readonly colours: Uint32Array;
}

/** Chromium's PNG files: 8 bits a channel, not interlaced. @throws TypeError for any other */
function decode(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new TypeError("expected a PNG file");
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, type, interlaced] = [png[24], png[25], png[28]];
  if (depth !== 8 || (type !== 2 && type !== 6) || interlaced !== 0)
    throw new TypeError(
      `expected a PNG file with 8 bits of red, green and blue, got type ${type}, ${depth} bits`,
    );
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const channels = type === 6 ? 4 : 3;
  const bytes = unfiltered(inflateSync(Buffer.concat(parts)), width * channels, channels);
  const colours = Uint32Array.from(
    { length: width * height },
    (_, i) => (bytes[i * channels]! << 16) | (bytes[i * channels + 1]! << 8) | bytes[i * channels + 2]!,
  );
  return { width, height, colours };
}

/** Undoes the filters of lines, each of which is told by the byte in front of it. */
function unfiltered(data: Buffer, stride: number, step: number): Uint8Array {
  const lines = data.length / (stride + 1);
  const out = new Uint8Array(lines * stride);
  for (let line = 0; line < lines; line += 1) {
    const filter = data[line * (stride + 1)]!;
    for (let i = 0; i < stride; i += 1) {
      const at = line * stride + i;
      const left = i < step ? 0 : out[at - step]!;
      const up = line === 0 ? 0 : out[at - stride]!;
      const corner = i < step || line === 0 ? 0 : out[at - stride - step]!;
      out[at] = data[line * (stride + 1) + 1 + i]! + predicted(filter, left, up, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((each) => Math.abs(estimate - each)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** Squared distance within which two colours look the same. */
const SAME = 100;

const distance = (a: number, b: number): number =>
  [16, 8, 0].reduce((sum, bits) => sum + (((a >> bits) & 255) - ((b >> bits) & 255)) ** 2, 0);

/** The most frequent colours, none like another, and a place among them for every colour. */
function paletteOf(colours: Uint32Array): {
  readonly palette: readonly number[];
  readonly places: ReadonlyMap<number, number>;
} {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const all = [...counts].sort(([a, x], [b, y]) => y - x || a - b).map(([colour]) => colour);
  const palette: number[] = [];
  for (const colour of all) {
    if (palette.length === COLOURS) break;
    if (palette.every((each) => distance(each, colour) > SAME)) palette.push(colour);
  }
  const nearest = (colour: number): number =>
    palette.reduce(
      (best, each, i) => (distance(each, colour) < distance(palette[best]!, colour) ? i : best),
      0,
    );
  return { palette, places: new Map(all.map((colour) => [colour, nearest(colour)])) };
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The same picture in its most frequent colours. */
export function fewColours(png: Buffer): Buffer {
  const { width, height, colours } = decode(png);
  const { palette, places } = paletteOf(colours);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc(height * (width + 1));
  colours.forEach((colour, i) => {
    lines[i + Math.floor(i / width) + 1] = places.get(colour)!;
  });
  const plte = Uint8Array.from(
    palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
  );
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", plte),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}
