import { describe, expect, it } from "vitest";
import { sourcePlaces } from "../../src/definition/source-places.ts";
import { VARIANTS } from "../../src/variants/index.ts";

describe("where a definition was read", () => {
  it.each(VARIANTS)("$id: every address is one that can be opened", ({ source }) => {
    const { home, files, release } = sourcePlaces(source);
    const urls = [home, ...files, release].flatMap((place) => place?.url ?? []);
    expect(urls).not.toEqual([]);
    for (const url of urls) expect(new URL(url).href).toBe(url);
  });

  it("a package of the Python index has no file at a commit", () => {
    const source = { project: "timm", version: "1", repository: "a/b", lines: "1", path: "c.py" };
    const { files, release } = sourcePlaces({ ...source, commit: "PyPI timm 1.0.31" });
    expect(files).toEqual([{ text: "c.py" }]);
    expect(release?.url).toBe("https://pypi.org/project/timm/1.0.31/");
  });

  it("files named after one another are in one folder", () => {
    const source = { project: "x", version: "1", repository: "a/b", lines: "1", path: "d/c.py and e.py" };
    expect(sourcePlaces({ ...source, commit: "0123456789abcdef" }).files.map(({ url }) => url)).toEqual([
      "https://github.com/a/b/blob/0123456789abcdef/d/c.py",
      "https://github.com/a/b/blob/0123456789abcdef/d/e.py",
    ]);
  });
});
