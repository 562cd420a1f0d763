export const losses = {};
