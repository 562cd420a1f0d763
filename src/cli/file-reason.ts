/** Why a file cannot be read or written, in a few words. */

const REASONS: { readonly [code: string]: string } = {
  ENOENT: "no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  EACCES: "permission denied",
  EROFS: "its file system takes no files",
  ENOSPC: "the disk is full",
};

export function fileReason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? "";
  return REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
