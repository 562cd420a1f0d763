/** Why a file cannot be read or written, in a few words. */

/** A file that exists and still cannot be used; the message is the reason. */
export class FileError extends Error {
  override readonly name: string = "FileError";
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: "no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is not a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  ERR_INVALID_ARG_VALUE: "its name holds a zero byte",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "its file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "it would be larger than is allowed here",
  EIO: "the disk reports an error",
  EBADF: "it is closed",
  ENXIO: "nothing reads from that pipe",
  EPIPE: "its reader has gone",
};

export function fileReason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? "";
  return REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
