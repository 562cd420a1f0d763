export const crossEntropy = () => 0;
