/** Turns a module's functions, which a test passes in, into an implementation in this process. */
import { callModule } from "../adapters/module-call.ts";
import { type LossModule, readModule } from "../adapters/module-contract.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { show } from "../math/errors.ts";
import { optionValues } from "../protocol/loss-call-of.ts";

/** The longest a call may take by default, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 10_000;

/** Functions as `--module` takes them, or an implementation. */
export type Subject = LossModule | Implementation;

/** @throws Error where there is no function to judge, or another export is wrong */
export function implementationOf(subject: Subject, timeout = DEFAULT_TIMEOUT_MS): Implementation {
  if ((typeof subject !== "object" && typeof subject !== "function") || subject === null) {
    const expected = "functions loss or lossAndGradient, or an implementation";
    throw new Error(`subject: expected ${expected}, got ${show(subject)}`);
  }
  if ("answer" in subject && "judged" in subject) return subject;
  const module = readModule(subject, "the implementation");
  const { name, version, variants, namesNoVariants, gradient } = module;
  return {
    name,
    version,
    language: "JavaScript",
    variants,
    ...(namesNoVariants && { namesNoVariants }),
    gradient,
    judged: "default",
    ...(module.codes && { codes: true }),
    answer({ variant, inputs, options: given }) {
      const options = optionValues(given) as { [name: string]: number | string | boolean };
      const answered = callModule(module, { variant, inputs, options });
      return Promise.race([answered, tooLate(timeout)]);
    },
  };
}

function tooLate(milliseconds: number): Promise<{ kind: "errored"; message: string }> {
  return new Promise((resolve) => {
    const message = `gave no answer within ${milliseconds / 1000} s`;
    setTimeout(() => resolve({ kind: "errored", message }), milliseconds).unref();
  });
}
