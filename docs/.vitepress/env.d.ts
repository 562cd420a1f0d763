/** What Vite lets a module import beside modules. */
declare module "*.css";
declare module "*.vue" {
  const component: import("vue").Component;
  export default component;
}
declare module "*.wasm?url" {
  const url: string;
  export default url;
}
