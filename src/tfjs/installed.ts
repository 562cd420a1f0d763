/** The message where the optional peer is missing. */
const PEER = "@tensorflow/tfjs-core";

/** The result of `load`. @throws Error with the command that installs the peer, where it is missing */
export async function installed<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    // The codes of `import` and of `require.resolve`.
    const isMissing = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    if (!isMissing || !String(message).includes(`'${PEER}'`)) throw cause;
    throw new Error(
      `${PEER}: expected the package, which smoothproof/tfjs needs. Run: npm install ${PEER}@4.22.0`,
      { cause },
    );
  }
}
