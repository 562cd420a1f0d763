/**
 * Finds out which loss a graph computes: a few calls, then a search for every definition that may have given these
 * answers, solving for its smoothing. If none has, the wrong definitions of src/mutants are tried in the same way.
 */
import type { Roles } from "../onnx/roles.ts";
import { type Probe, probesFor } from "./graph-probes.ts";
import { type AnswersIdentity, identifyAnswers } from "./identify-answers.ts";
import type { ProbeAnswer } from "./probe-answers.ts";

/** A graph that can be called. */
export interface AskableGraph {
  readonly roles: Roles;
  /** Undefined where the graph refuses the call. */
  readonly ask: (probe: Probe) => Promise<ProbeAnswer | undefined>;
  /** Vectors of floats that are stored in the graph; one may be its class weights. */
  readonly constants: readonly Float64Array[];
}

export interface GraphIdentity extends AnswersIdentity {
  /** How many calls it was given, and how many of them it answered. */
  readonly asked: number;
  readonly answered: number;
}

/**
 * @param checkTime called between two steps of the search; it throws where the time is up
 * @throws ProbeError where the graph cannot be called
 */
export async function identifyGraph(
  graph: AskableGraph,
  checkTime: () => void = () => {},
): Promise<GraphIdentity> {
  const lengths = graph.constants.map(({ length }) => length).filter((length) => length > 2);
  const probes = probesFor(graph.roles, lengths);
  const answers: ProbeAnswer[] = [];
  for (const probe of probes) {
    const answer = await graph.ask(probe);
    if (answer !== undefined) answers.push(answer);
  }
  const counts = { asked: probes.length, answered: answers.length };
  if (answers.length === 0) return { matches: [], ambiguous: false, ...counts };
  const width = answers[0]!.probe.input.shape;
  const weights = graph.constants.filter(({ length }) => width.includes(length));
  return { ...identifyAnswers(answers, graph.roles, weights, checkTime), ...counts };
}
