/** The name under which a variant's factory is exported: `tf1-softmax` is `tf1Softmax`, `burn-0.21` is `burn021`. */
export type FactoryName<Id extends string> = Id extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<FactoryName<Rest>>}`
  : Id extends `${infer Whole}.${infer Part}`
    ? `${Whole}${Part}`
    : Id;

/** The same rule for ids that are known when a program runs. */
export function factoryName<Id extends string>(id: Id): FactoryName<Id> {
  return id.replaceAll(/[-.](.)/g, (_, letter: string) => letter.toUpperCase()) as FactoryName<Id>;
}
