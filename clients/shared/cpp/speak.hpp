// The adapter protocol smoothproof/1 for C++: serve(about, run) answers requests until the input ends.
#pragma once

#include <cmath>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace speak {

using nlohmann::json;

/// Values in row-major order, widened to double, which keeps every dtype's values as they are.
struct Tensor {
  std::string dtype;
  std::vector<int64_t> shape;
  std::vector<double> data;
};

/// Thrown for what the client does not have; the text says what.
struct Skip : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// JSON has no digits for NaN and the infinities, and -0 would lose its sign.
inline double number(const json& value) {
  if (!value.is_string()) return value.get<double>();
  const auto name = value.get<std::string>();
  if (name == "-0") return -0.0;
  if (name == "Infinity") return std::numeric_limits<double>::infinity();
  if (name == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

inline json word(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (value == 0 && std::signbit(value)) return "-0";
  return value;
}

/// One call, as it was asked for.
struct Call {
  std::string variant;
  json options;
  std::map<std::string, Tensor> inputs;
  mutable std::string phase = "call";

  /// What is refused from here on is refused in this phase: "construct", "call" or "backward".
  void enter(const char* name) const { phase = name; }
  bool has(const std::string& input) const { return inputs.count(input) > 0; }
  const Tensor& input(const std::string& name) const { return inputs.at(name); }
  double option(const std::string& name, double otherwise) const {
    return options.contains(name) ? number(options[name]) : otherwise;
  }
  std::string option(const std::string& name, const std::string& otherwise) const {
    return options.contains(name) ? options[name].get<std::string>() : otherwise;
  }
};

inline Tensor read(const json& wire) {
  Tensor tensor{wire["dtype"], wire["shape"].get<std::vector<int64_t>>(), {}};
  for (const auto& value : wire["data"]) tensor.data.push_back(number(value));
  return tensor;
}

inline json write(const Tensor& tensor) {
  json data = json::array();
  for (double value : tensor.data) data.push_back(word(value));
  return {{"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data", data}};
}

struct About {
  std::string name, version, language;
  std::vector<std::string> variants, dtypes;
  bool gradient = true;
  /// What a refusal's text has in it, and its portable code; the first that is found counts.
  std::vector<std::pair<std::string, std::string>> codes;
};

using Answer = std::pair<Tensor, std::optional<Tensor>>;

inline json answer(const About& about, const json& request, const std::function<Answer(const Call&)>& run) {
  json said = {{"id", request["id"]}};
  Call call{request["variant"], request.value("options", json::object()), {}};
  try {
    for (const auto& [name, tensor] : request["inputs"].items()) call.inputs[name] = read(tensor);
    const auto [loss, gradient] = run(call);
    said.update({{"type", "result"}, {"loss", write(loss)}});
    if (gradient) said["gradient"] = write(*gradient);
  } catch (const Skip& skip) {
    said.update({{"type", "skipped"}, {"reason", skip.what()}});
  } catch (const std::exception& error) {
    const std::string text = error.what();
    const std::string message = text.substr(0, text.find('\n'));
    std::string code = "exception";
    for (auto known = about.codes.rbegin(); known != about.codes.rend(); ++known)
      if (message.find(known->first) != std::string::npos) code = known->second;
    said.update({{"type", "error"}, {"phase", call.phase}, {"code", code}, {"message", message}});
  }
  return said;
}

inline void serve(const About& about, const std::function<Answer(const Call&)>& run) {
  std::string line;
  while (std::getline(std::cin, line)) {
    const json request = json::parse(line);
    const std::string type = request["type"];
    if (type == "bye") return;
    json said;
    if (type == "hello") {
      said = {{"type", "hello"}, {"protocol", 1}, {"variants", about.variants}, {"gradient", about.gradient}};
      said["dtypes"] = about.dtypes;
      said["implementation"] = {{"name", about.name}, {"version", about.version}, {"language", about.language}};
    } else if (type == "echo") {
      said = {{"type", "echo"}, {"id", request["id"]}, {"tensor", write(read(request["tensor"]))}};
    } else {
      said = answer(about, request, run);
    }
    std::cout << said.dump() << std::endl;
  }
}

}  // namespace speak
