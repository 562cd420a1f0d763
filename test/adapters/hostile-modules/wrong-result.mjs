export const lossAndGradient = (_inputs, _options, _variant) => undefined;
