// The adapter protocol smoothproof/1 for C++17, from the standard library alone. Nothing in it needs to be changed.
//
//     speak::serve({"my-loss", "0.1.0", "C++", {"torch"}, {"float32", "float64"}}, run);
//
// One JSON object per line: requests on standard input, answers on standard output, which carries nothing else.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace speak {

/// Values in row-major order, widened to double, which keeps every dtype's values as they are. A scalar has shape {}.
struct Tensor {
  std::string dtype;
  std::vector<int64_t> shape;
  std::vector<double> data;
};

/// Throw it for what your loss is not written for; the text says what. A call that is skipped does not fail.
struct Skip : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throw it for arguments that your loss refuses, if it has a code for that: smoothproof's docs/protocol.md lists them.
struct Refuse : std::runtime_error {
  std::string code;
  Refuse(std::string code, const std::string& message) : std::runtime_error(message), code(std::move(code)) {}
};

/// JSON, as much of it as the protocol needs.
struct Json {
  enum Kind { Null, Bool, Number, Text, List, Object } kind = Null;
  bool truth = false;
  double digits = 0;
  std::string text;
  std::vector<Json> items;
  std::vector<std::string> names;

  const Json* find(const std::string& name) const {
    for (std::size_t i = 0; i < names.size(); i++)
      if (names[i] == name) return &items[i];
    return nullptr;
  }

  const Json& at(const std::string& name) const {
    static const Json nothing;
    const Json* found = find(name);
    return found ? *found : nothing;
  }

  /// JSON has no digits for NaN and the infinities, and -0 would lose its sign: they travel as strings.
  double number() const {
    if (kind == Number) return digits;
    if (text == "Infinity") return std::numeric_limits<double>::infinity();
    if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
    return text == "-0" ? -0.0 : std::numeric_limits<double>::quiet_NaN();
  }
};

/// One call, as it was asked for.
struct Call {
  std::string variant;
  Json options;
  std::map<std::string, Tensor> inputs;
  mutable std::string phase = "call";

  /// What is thrown from here on is refused in this phase: "construct", "call" or "backward".
  void enter(const char* name) const { phase = name; }
  bool has(const std::string& input) const { return inputs.count(input) > 0; }
  const Tensor& input(const std::string& name) const { return inputs.at(name); }
  double option(const std::string& name, double otherwise) const {
    const Json* found = options.find(name);
    return found ? found->number() : otherwise;
  }
  std::string option(const std::string& name, const std::string& otherwise) const {
    const Json* found = options.find(name);
    return found ? found->text : otherwise;
  }
  bool flag(const std::string& name, bool otherwise) const {
    const Json* found = options.find(name);
    return found ? found->truth : otherwise;
  }
};

struct About {
  std::string name, version, language;
  /// Ids of the losses that you have: npx smoothproof list.
  std::vector<std::string> variants, dtypes;
  bool gradient = true;
  /// What a refusal's text has in it, and its code; the first that is found counts. Where they are given, what your loss
  /// refuses is compared by phase and code; where not, any error is the right answer to a call that the reference refuses.
  std::optional<std::vector<std::pair<std::string, std::string>>> codes = std::nullopt;
};

/// The loss, and its gradient if you have one.
using Answer = std::pair<Tensor, std::optional<Tensor>>;
using Run = std::function<Answer(const Call&)>;

/// Requests are always valid JSON.
class Reader {
  const std::string& text;
  std::size_t at = 0;

  char peek() {
    while (text.at(at) == ' ' || text.at(at) == '\t') at++;
    return text.at(at);
  }

  std::string string() {
    std::string found;
    for (at++; text.at(at) != '"'; at++) {
      char character = text[at];
      if (character == '\\') {
        character = text.at(++at);
        const auto place = std::string("nrtbf").find(character);
        if (place != std::string::npos) character = "\n\r\t\b\f"[place];
        else if (character == 'u') {
          // Control characters are all that requests escape.
          character = static_cast<char>(std::stoi(text.substr(at + 1, 4), nullptr, 16));
          at += 4;
        }
      }
      found += character;
    }
    at++;
    return found;
  }

  Json word() {
    const std::size_t start = at;
    while (at < text.size() && std::string(",]} \t\r").find(text[at]) == std::string::npos) at++;
    Json json;
    json.kind = text[start] == 't' || text[start] == 'f' ? Json::Bool : text[start] == 'n' ? Json::Null : Json::Number;
    json.truth = text[start] == 't';
    if (json.kind == Json::Number) std::from_chars(text.data() + start, text.data() + at, json.digits);
    return json;
  }

 public:
  explicit Reader(const std::string& text) : text(text) {}

  Json value() {
    Json json;
    const char start = peek();
    if (start == '"') {
      json.kind = Json::Text;
      json.text = string();
      return json;
    }
    if (start != '{' && start != '[') return word();
    json.kind = start == '{' ? Json::Object : Json::List;
    const char end = start == '{' ? '}' : ']';
    for (at++; peek() != end;) {
      if (peek() == ',') at++;
      if (start == '{') {
        peek();
        json.names.push_back(string());
        peek();
        at++;
      }
      json.items.push_back(value());
    }
    at++;
    return json;
  }
};

inline std::string quote(const std::string& text) {
  std::string quoted = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') quoted += std::string("\\") + character;
    else if (static_cast<unsigned char>(character) < ' ') {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", character);
      quoted += escaped;
    } else quoted += character;
  }
  return quoted + "\"";
}

inline std::string write(double value) {
  if (std::isnan(value)) return "\"NaN\"";
  if (std::isinf(value)) return value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  if (value == 0 && std::signbit(value)) return "\"-0\"";
  char digits[32];
  // The shortest digits that read back as the same number.
  return std::string(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

template <typename Item, typename Write>
std::string list(const std::vector<Item>& items, Write written) {
  std::string joined;
  for (const Item& item : items) {
    if (!joined.empty()) joined += ',';
    joined += written(item);
  }
  return "[" + joined + "]";
}

inline std::string write(const Tensor& tensor) {
  // A float32 result is rounded once, here.
  const bool narrow = tensor.dtype == "float32";
  const auto element = [&](double value) { return write(narrow ? static_cast<double>(static_cast<float>(value)) : value); };
  return "{\"dtype\":" + quote(tensor.dtype) +
         ",\"shape\":" + list(tensor.shape, [](int64_t length) { return std::to_string(length); }) +
         ",\"data\":" + list(tensor.data, element) + "}";
}

inline Tensor read(const Json& wire) {
  Tensor tensor;
  tensor.dtype = wire.at("dtype").text;
  for (const Json& length : wire.at("shape").items) tensor.shape.push_back(static_cast<int64_t>(length.number()));
  for (const Json& element : wire.at("data").items) tensor.data.push_back(element.number());
  return tensor;
}

inline std::string hello(const About& about) {
  return "{\"type\":\"hello\",\"protocol\":1,\"implementation\":{\"name\":" + quote(about.name) + ",\"version\":" +
         quote(about.version) + ",\"language\":" + quote(about.language) + "},\"variants\":" + list(about.variants, quote) +
         ",\"gradient\":" + (about.gradient ? "true" : "false") + ",\"dtypes\":" + list(about.dtypes, quote) +
         (about.codes ? ",\"codes\":true}" : "}");
}

inline std::string refusal(const Call& call, const std::string& code, const std::string& message) {
  return "\"error\",\"phase\":" + quote(call.phase) + ",\"code\":" + quote(code) + ",\"message\":" + quote(message);
}

inline std::string answer(const About& about, const Json& request, const Run& run) {
  Call call{request.at("variant").text, request.at("options"), {}};
  const Json& inputs = request.at("inputs");
  for (std::size_t i = 0; i < inputs.names.size(); i++) call.inputs[inputs.names[i]] = read(inputs.items[i]);
  try {
    const auto [loss, gradient] = run(call);
    return "\"result\",\"loss\":" + write(loss) + (gradient ? ",\"gradient\":" + write(*gradient) : "");
  } catch (const Skip& skip) {
    return "\"skipped\",\"reason\":" + quote(skip.what());
  } catch (const Refuse& refused) {
    return refusal(call, refused.code, refused.what());
  } catch (const std::exception& error) {
    const std::string text = error.what(), message = text.substr(0, text.find('\n'));
    if (about.codes)
      for (const auto& [part, code] : *about.codes)
        if (message.find(part) != std::string::npos) return refusal(call, code, message);
    return refusal(call, "exception", message);
  }
}

/// Answers requests until the input ends.
inline void serve(const About& about, const Run& run) {
  for (std::string line; std::getline(std::cin, line);) {
    const Json request = Reader(line).value();
    const std::string type = request.at("type").text, id = quote(request.at("id").text);
    if (type == "bye") return;
    // Each line must leave at once.
    if (type == "hello") std::cout << hello(about) << std::endl;
    else if (type == "echo")
      std::cout << "{\"type\":\"echo\",\"id\":" << id << ",\"tensor\":" << write(read(request.at("tensor"))) << "}" << std::endl;
    else std::cout << "{\"id\":" << id << ",\"type\":" << answer(about, request, run) << "}" << std::endl;
  }
}

}  // namespace speak
