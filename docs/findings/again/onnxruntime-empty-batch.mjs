// The number of classes as the accused line computes it, by a division of whole numbers, and read from the shape.
for (const rows of [2n, 0n]) {
  const classes = 3n;
  let divided;
  try {
    divided = (rows * classes) / rows;
  } catch (error) {
    divided = error.message;
  }
  console.log(`${rows} rows: size / rows = ${divided}, shape[1] = ${classes}`);
}
