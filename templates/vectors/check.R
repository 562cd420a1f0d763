# Judges a loss in R. Put yours into loss_and_gradient, then: Rscript check.R torch.jsonl
library(jsonlite)

# Call it for what your loss does not have.
skip <- function() stop(structure(class = c("skip", "error", "condition"), list(message = "skipped", call = NULL)))

# Inputs by name are list(dtype, shape, data) with row-major data, and so are $loss and $gradient, which may be left out.
# R's own arrays are column-major: array(data, rev(shape)) has the axes in reverse.
loss_and_gradient <- function(options, inputs) skip()

path <- commandArgs(trailingOnly = TRUE)[1]

# A list of JSON numbers, and of the names of those that JSON cannot write. Read with simplifyVector = FALSE: else numbers
# beside a text become texts of 15 digits.
numbers <- function(all) vapply(all, as.numeric, 0)

tensor <- function(given) {
  shape <- numbers(given$shape)
  if (is.null(given$file)) return(list(dtype = given$dtype, shape = shape, data = numbers(given$data)))
  file <- file(file.path(dirname(path), given$file), "rb")
  on.exit(close(file))
  readBin(file, "raw", 128)
  data <- if (is.null(given$unit)) readBin(file, "numeric", prod(shape), size = 4, endian = "little")
    else readBin(file, "integer", prod(shape), size = 1) * given$unit
  list(dtype = given$dtype, shape = shape, data = data)
}

wrong <- function(name, want, got) {
  shape <- numbers(want$shape)
  if (!identical(as.numeric(got$shape), shape)) return(paste0(name, ": expected shape [", toString(shape), "], got [", toString(got$shape), "]"))
  at <- if (is.null(want$at)) seq_along(want$value) else numbers(want$at) + 1
  x <- got$data[at]
  y <- numbers(want$value)
  is <- function(y) (is.nan(x) & is.nan(y)) | (x == y) %in% TRUE
  right <- is(y) | (abs(x - y) <= unlist(want$allowed)) %in% TRUE
  if (isTRUE(want$signedZeros)) right <- right & ((x != 0) %in% TRUE | (y != 0) %in% TRUE | (1 / x == 1 / y) %in% TRUE)
  if (!is.null(want$overflows)) right <- right | is(numbers(want$overflows))
  if (!all(right)) paste0(name, ": expected ", y[!right][1], ", got ", x[!right][1])
}

judge <- function(vector) {
  expect <- vector$expect
  options <- lapply(vector$options, function(x) if (x %in% c("NaN", "Infinity", "-Infinity")) as.numeric(x) else x)
  inputs <- lapply(vector$inputs, tensor)
  tryCatch({
    got <- loss_and_gradient(options, inputs)
    reason <- if (expect$kind == "refusal") "expected a refusal" else wrong("loss", expect$loss, got$loss)
    if (is.null(reason) && !is.null(got$gradient)) reason <- wrong("gradient", expect$gradient, got$gradient)
    reason
  }, skip = function(error) FALSE, error = function(error) if (expect$kind == "value") conditionMessage(error))
}

counts <- c(passed = 0, failed = 0, skipped = 0)
for (line in readLines(path, warn = FALSE)) {
  vector <- fromJSON(line, simplifyVector = FALSE)
  reason <- judge(vector)
  which <- if (is.null(reason)) "passed" else if (isFALSE(reason)) "skipped" else "failed"
  counts[[which]] <- counts[[which]] + 1
  if (which == "failed") cat(vector$id, ": ", reason, "\n", sep = "")
}
cat(sprintf("%d passed, %d failed, %d skipped\n", counts[["passed"]], counts[["failed"]], counts[["skipped"]]))
quit(status = if (counts[["failed"]] > 0 || counts[["passed"]] == 0) 1 else 0)
