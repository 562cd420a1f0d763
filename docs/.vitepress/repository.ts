/** Where the source is, if package.json says so. */
import manifest from "../../package.json" with { type: "json" };

const { repository } = manifest as { readonly repository?: string | { readonly url: string } };
const url = typeof repository === "string" ? repository : repository?.url;

/** Without the parts that only git needs, such as `https://host/owner/name`. */
export const REPOSITORY: string | undefined = url?.replace(/^git\+/, "").replace(/\.git$/, "");
