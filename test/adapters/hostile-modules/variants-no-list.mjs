export const variants = "torch";
export const loss = () => 0;
