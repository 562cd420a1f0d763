# matrixStats::rowLogSumExps and rowMaxs, on which users of R write the cross entropy of rows: log sum exp x less sum q x.
# R has float64 alone; what came as float32 is rounded once, as it is written. It has no gradient to judge.
suppressMessages(library(jsonlite))
suppressMessages(library(matrixStats))

named <- list("NaN" = NaN, "Infinity" = Inf, "-Infinity" = -Inf, "-0" = -0.0)
number <- function(value) if (is.character(value)) named[[value]] else as.numeric(value)
read <- function(tensor) list(
  dtype = tensor$dtype,
  shape = vapply(tensor$shape, as.numeric, 0),
  data = vapply(tensor$data, number, 0)
)
# Bits and not digits: 15 of them are all that R writes as JSON. A shape is a list, so that one length is an array, too.
write_tensor <- function(dtype, shape, data) {
  size <- if (dtype == "float32") 4 else 8
  bytes <- matrix(writeBin(as.numeric(data), raw(), size = size, endian = "big"), nrow = size)
  list(dtype = dtype, shape = as.list(shape), hex = paste(apply(bytes, 2, paste, collapse = ""), collapse = " "))
}
to_json <- function(value) toJSON(value, auto_unbox = TRUE)
skip <- function(reason) stop(structure(class = c("skip", "error", "condition"), list(message = reason, call = NULL)))

run <- function(options, inputs) {
  x <- inputs$logits
  target <- inputs$target
  a <- if (is.null(options$labelSmoothing)) 0 else number(options$labelSmoothing)
  reduction <- if (is.null(options$reduction)) "mean" else options$reduction
  if (length(x$shape) != 2) skip("rowLogSumExps takes rows")
  if (x$dtype == "int64") skip("R's numbers are double")
  if (length(x$data) == 0) skip("the line is for rows that there are")
  if (!(reduction %in% c("mean", "sum", "none"))) skip("reductions are written by hand")
  if (is.nan(a) || a < 0 || a > 1) skip("smoothing is a line that its users write, which checks no range")
  rows <- x$shape[1]
  classes <- x$shape[2]
  logits <- matrix(x$data, rows, classes, byrow = TRUE)
  if (target$dtype == "int64" && length(target$shape) == 1) {
    if (target$shape[1] != rows || any(target$data < 0 | target$data >= classes))
      skip("the line that makes one-hot rows checks no index")
    y <- matrix(0, rows, classes)
    y[cbind(seq_len(rows), target$data + 1)] <- 1
  } else {
    if (!identical(target$shape, x$shape) || target$dtype == "int64") skip("the line is for one row of labels per row")
    y <- matrix(target$data, rows, classes, byrow = TRUE)
  }
  q <- y * (1 - a) + a / classes
  # Less their largest first: of numbers near 1e4 the difference to the result would keep four digits less.
  shifted <- logits - rowMaxs(logits)
  log_p <- shifted - rowLogSumExps(shifted)
  losses <- -rowSums(q * log_p)
  loss <- switch(reduction, mean = mean(losses), sum = sum(losses), none = losses)
  list(loss = write_tensor(x$dtype, if (reduction == "none") rows else c(), loss))
}

answer <- function(request) {
  id <- request$id
  if (request$type == "hello") {
    return(list(
      type = "hello", protocol = 1,
      implementation = list(name = "r-cran-matrixstats", version = as.character(packageVersion("matrixStats")), language = "R"),
      variants = I("equation1"), gradient = FALSE, dtypes = c("float32", "float64")
    ))
  }
  if (request$type == "echo") {
    tensor <- read(request$tensor)
    return(list(type = "echo", id = id, tensor = write_tensor(tensor$dtype, tensor$shape, tensor$data)))
  }
  tryCatch({
    result <- run(request$options, lapply(request$inputs, read))
    c(list(type = "result", id = id), result)
  },
  skip = function(reason) list(type = "skipped", id = id, reason = conditionMessage(reason)),
  error = function(error) list(
    type = "error", id = id, phase = "call", code = "exception", message = conditionMessage(error)
  ))
}

input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  request <- fromJSON(line, simplifyVector = FALSE)
  if (request$type == "bye") break
  cat(to_json(answer(request)), "\n", sep = "")
  flush(stdout())
}
