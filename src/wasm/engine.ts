/** The part of WebAssembly that is used here. Node's types and those for browsers declare it in different places. */

export interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface Engine {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(
    module: object,
    imports: { readonly env: { readonly memory: Memory } },
  ): Promise<{
    readonly exports: object;
  }>;
  readonly Memory: new (descriptor: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared?: boolean;
  }) => Memory;
}

/** The engine's WebAssembly, if it has one. */
export function engine(): Engine | undefined {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly?: Engine };
  return typeof WebAssembly?.validate === "function" ? WebAssembly : undefined;
}
