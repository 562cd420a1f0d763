/** Colours of the definitions by their place, as style.css has them for both themes. */
export const colourOf = (place: number): string => `var(--playground-${place + 1})`;
