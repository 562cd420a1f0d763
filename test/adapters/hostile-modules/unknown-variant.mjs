export const variants = ["toch"];
export const loss = () => 0;
