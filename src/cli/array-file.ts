/** Files of NumPy arrays that stand in for tensors: .npy, and .npz with arrays by name. */
import { FileError, fileReason } from "../files/file-reason.ts";
import { readOutside } from "../files/reading.ts";
import { notZip, openZip, type ZipArchive } from "../files/zip.ts";
import { NpyError, notNpy, readNpy } from "../formats/npy.ts";
import type { Tensor } from "../math/tensor.ts";

/** Logits of 512 rows and 151,936 classes have 311 MB in float32, and 622 MB in float64. */
const LARGEST_FILE = 640 * 1024 * 1024;

/** The file cannot be used; the message begins with its path. */
export class ArrayFileError extends Error {
  override readonly name: string = "ArrayFileError";
}

/** The most bytes of an archive, and the most that its arrays are unpacked to, all together. */
const LARGEST_ARCHIVE = 384 * 1024 * 1024;
const LARGEST_UNPACKED = 256 * 1024 * 1024;

/** Whether a name is that of a file of arrays, or of an array in an archive, as in `batch.npz:logits`. */
export function isArrayFile(name: string): boolean {
  return /\.npy$|\.npz(:|$)/i.test(name);
}

/**
 * The array of a file, or of `archive.npz:name`. Without a name, an archive's array is the one called `field`, or its
 * only one.
 *
 * @throws ArrayFileError
 */
export function readArray(file: string, field: string): Tensor {
  const [, archive, name] = /^(.*\.npz)(?::(.*))?$/is.exec(file) ?? [];
  return archive === undefined
    ? guarded(file, () => readNpy(readOutside(file, { most: LARGEST_FILE, begins: notNpy })))
    : guarded(file, () => chosen(openArchive(archive), name, field));
}

/** All arrays of an archive. @throws ArrayFileError */
export function readArrays(file: string): { readonly [name: string]: Tensor } {
  return guarded(file, () => {
    const archive = openArchive(file);
    return Object.fromEntries(namesIn(archive).map((name) => [name, arrayIn(archive, name)]));
  });
}

function openArchive(file: string): ZipArchive {
  return openZip(readOutside(file, { most: LARGEST_ARCHIVE, begins: notZip }), LARGEST_UNPACKED);
}

function chosen(archive: ZipArchive, name: string | undefined, field: string): Tensor {
  const names = namesIn(archive);
  const wanted = name ?? (names.includes(field) ? field : names.length === 1 ? names[0] : undefined);
  if (wanted !== undefined && names.includes(wanted)) return arrayIn(archive, wanted);
  const got = name === undefined ? "" : `, got ${JSON.stringify(name)}`;
  throw new FileError(`expected the name of an array, one of ${names.join(", ")}${got}`);
}

function namesIn({ names }: ZipArchive): readonly string[] {
  return names.flatMap((name) => (name.endsWith(".npy") ? [name.slice(0, -".npy".length)] : []));
}

function arrayIn(archive: ZipArchive, name: string): Tensor {
  return readNpy(archive.read(`${name}.npy`));
}

function guarded<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    const isOurs = cause instanceof NpyError || cause instanceof FileError;
    throw new ArrayFileError(`${file}: ${isOurs ? cause.message : fileReason(cause)}`, { cause });
  }
}
