/** Names the JSON of `identify`, whatever it was asked about. */
export const IDENTIFY_FORMAT = "smoothproof-identify/1";
