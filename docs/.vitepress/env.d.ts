/** What Vite lets a module import beside modules. */
declare module "*.css";
