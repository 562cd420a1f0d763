% Cross entropy as users of GNU Octave write it, on its own max, exp, sum and log, by rows. It computes in the dtype it is
% given, and has no gradient to judge.
1;

function value = number(value)
  if ischar(value)
    value = str2double(strrep(value, "Infinity", "Inf"));
  end
end

function data = numbers(list)
  if iscell(list)
    data = cellfun(@number, list);
  else
    data = double(list);
  end
  data = data(:);
end

% Bits and not digits, big-endian, as the protocol has them.
function text = bits(data)
  if isempty(data)
    text = "";
    return
  end
  size = bytes_of(data);
  bytes = reshape(typecast(data(:).', "uint8"), size, []);
  bytes = flipud(bytes);
  hex = lower(reshape(sprintf("%02x", bytes), 2 * size, [])).';
  text = strjoin(cellstr(hex).', " ");
end

function size = bytes_of(data)
  size = 8;
  if isa(data, "single")
    size = 4;
  end
end

function text = tensor(dtype, shape, data)
  if strcmp(dtype, "float32")
    data = single(data);
  end
  lengths = strjoin(arrayfun(@(n) sprintf("%d", n), shape(:).', "UniformOutput", false), ",");
  text = sprintf('{"dtype":"%s","shape":[%s],"hex":"%s"}', dtype, lengths, bits(data));
end

function text = skip(id, reason)
  text = sprintf('{"type":"skipped","id":"%s","reason":"%s"}', id, reason);
end

function text = run(request)
  id = request.id;
  x = request.inputs.logits;
  target = request.inputs.target;
  options = request.options;
  a = 0;
  reduction = "mean";
  if isfield(options, "labelSmoothing")
    a = number(options.labelSmoothing);
  end
  if isfield(options, "reduction")
    reduction = options.reduction;
  end
  shape = double(x.shape(:).');
  if numel(shape) != 2 || isempty(x.data)
    text = skip(id, "the line is for rows of logits");
    return
  end
  if strcmp(x.dtype, "int64")
    text = skip(id, "the line is for floating point numbers");
    return
  end
  if ! any(strcmp(reduction, {"mean", "sum", "none"}))
    text = skip(id, "reductions are written by hand");
    return
  end
  if ! (a >= 0 && a <= 1)
    text = skip(id, "smoothing is a line that its users write, which checks no range");
    return
  end
  rows = shape(1);
  classes = shape(2);
  logits = reshape(numbers(x.data), classes, rows).';
  labels = numbers(target.data);
  if strcmp(target.dtype, "int64") && numel(labels) == rows && numel(target.shape) == 1
    if any(labels < 0 | labels >= classes)
      text = skip(id, "the line that makes one-hot rows checks no index");
      return
    end
    y = zeros(rows, classes);
    y(sub2ind([rows, classes], (1:rows).', labels + 1)) = 1;
  elseif ! strcmp(target.dtype, "int64") && isequal(double(target.shape(:).'), shape)
    y = reshape(labels, classes, rows).';
  else
    text = skip(id, "the line is for one row of labels per row");
    return
  end
  if strcmp(x.dtype, "float32")
    logits = single(logits);
    y = single(y);
  end
  q = y * (1 - a) + a / classes;
  shifted = logits - max(logits, [], 2);
  log_p = shifted - log(sum(exp(shifted), 2));
  losses = -sum(q .* log_p, 2);
  lossShape = [];
  switch reduction
    case "mean"
      loss = mean(losses);
    case "sum"
      loss = sum(losses);
    case "none"
      loss = losses;
      lossShape = rows;
  end
  text = sprintf('{"type":"result","id":"%s","loss":%s}', id, ...
    tensor(x.dtype, lossShape, loss));
end

% fgetl wants to see what comes after a line: the command line of this adapter puts an empty line after each.
while ischar(line = fgetl(stdin))
  if isempty(line)
    continue
  end
  request = jsondecode(line);
  switch request.type
    case "bye"
      break
    case "hello"
      about = sprintf('{"name":"octave","version":"%s","language":"Octave"}', OCTAVE_VERSION);
      text = ['{"type":"hello","protocol":1,"implementation":', about, ...
        ',"variants":["equation1"],"gradient":false,"dtypes":["float32","float64"]}'];
    case "echo"
      wire = request.tensor;
      text = sprintf('{"type":"echo","id":"%s","tensor":%s}', request.id, ...
        tensor(wire.dtype, double(wire.shape), numbers(wire.data)));
    otherwise
      try
        text = run(request);
      catch problem
        text = sprintf('{"type":"error","id":"%s","phase":"call","code":"exception","message":%s}', ...
          request.id, jsonencode(problem.message));
      end
  end
  printf("%s\n", text);
  fflush(stdout);
end
