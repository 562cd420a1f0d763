// An adapter for smoothproof in C++17, from the standard library alone. Fill in run().
//
//     g++ -O2 -std=c++17 adapter.cpp -o adapter
//     npx smoothproof conformance --exec ./adapter
//
// The protocol: one JSON object per line, requests on standard input, answers on standard output, which carries
// nothing else. Standard error is free.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

const std::string NAME = "my-loss";
// Ids of the variants you implement: see npx smoothproof list.
const std::vector<std::string> VARIANTS = {"torch"};

// Values in row-major order; a scalar has shape {}.
struct Tensor {
    std::string dtype;
    std::vector<std::size_t> shape;
    std::vector<double> data;
};

struct Result {
    Tensor loss, gradient;
};

// An option: a number, a word, or true or false.
struct Option {
    double number = std::numeric_limits<double>::quiet_NaN();
    std::string text;
    bool truth = false;
};

using Options = std::map<std::string, Option>;
using Inputs = std::map<std::string, Tensor>;

// Throw it for what you do not have; the text says what.
struct Skip : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throw it where your loss refuses its arguments. Phase: construct, call or backward; codes are listed in
// smoothproof's docs/protocol.md.
struct Refuse : std::runtime_error {
    std::string phase, code;
    Refuse(std::string phase, std::string code, const std::string& message)
        : std::runtime_error(message), phase(std::move(phase)), code(std::move(code)) {}
};

// Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.
//
// The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. What is thrown
// fails that one call. Throw Skip for what your loss is not written for, such as weights, more axes or another
// reduction: a skipped call does not fail.
Result run(const std::string& variant, const Options& options, const Inputs& inputs) {
    throw Skip("not written yet");
}

// JSON, as much of it as the protocol needs. NaN, the infinities and -0 travel as strings.
struct Json {
    enum Kind { Null, Bool, Number, Text, List, Object } kind = Null;
    bool truth = false;
    double number = 0;
    std::string text;
    std::vector<Json> items;
    std::vector<std::string> names;

    const Json& at(const std::string& name) const {
        static const Json nothing;
        for (std::size_t i = 0; i < names.size(); i++)
            if (names[i] == name) return items[i];
        return nothing;
    }

    double value() const {
        if (kind == Number) return number;
        if (text == "Infinity") return std::numeric_limits<double>::infinity();
        if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
        return text == "-0" ? -0.0 : std::numeric_limits<double>::quiet_NaN();
    }
};

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
                const std::string simple = "nrtbf";
                const auto place = simple.find(character);
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
        const std::string found = text.substr(start, at - start);
        Json json;
        if (found == "true" || found == "false") {
            json.kind = Json::Bool;
            json.truth = found == "true";
        } else if (found != "null") {
            json.kind = Json::Number;
            std::from_chars(found.data(), found.data() + found.size(), json.number);
        }
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

std::string quote(const std::string& text) {
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

std::string write(double value) {
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
    for (const Item& item : items) joined += (joined.empty() ? "" : ",") + written(item);
    return "[" + joined + "]";
}

std::string write(const Tensor& tensor) {
    // A float32 result is rounded once, here.
    const bool narrow = tensor.dtype == "float32";
    const auto element = [&](double value) { return write(narrow ? static_cast<double>(static_cast<float>(value)) : value); };
    return "{\"dtype\":" + quote(tensor.dtype) +
           ",\"shape\":" + list(tensor.shape, [](std::size_t length) { return std::to_string(length); }) +
           ",\"data\":" + list(tensor.data, element) + "}";
}

Tensor read(const Json& wire) {
    Tensor tensor;
    tensor.dtype = wire.at("dtype").text;
    for (const Json& length : wire.at("shape").items) tensor.shape.push_back(static_cast<std::size_t>(length.number));
    for (const Json& element : wire.at("data").items) tensor.data.push_back(element.value());
    return tensor;
}

std::string error(const std::string& id, const std::string& phase, const std::string& code, const std::string& message) {
    return "{\"type\":\"error\",\"id\":" + id + ",\"phase\":" + quote(phase) + ",\"code\":" + quote(code) +
           ",\"message\":" + quote(message) + "}";
}

std::string answer(const Json& request) {
    const std::string type = request.at("type").text;
    if (type == "hello")
        return "{\"type\":\"hello\",\"protocol\":1,\"implementation\":{\"name\":" + quote(NAME) +
               ",\"version\":\"0.1.0\",\"language\":\"C++\"},\"variants\":" + list(VARIANTS, quote) +
               ",\"gradient\":true,\"dtypes\":[\"float32\",\"float64\"]}";
    const std::string id = quote(request.at("id").text);
    if (type == "echo") return "{\"type\":\"echo\",\"id\":" + id + ",\"tensor\":" + write(read(request.at("tensor"))) + "}";
    Options options;
    const Json& given = request.at("options");
    for (std::size_t i = 0; i < given.names.size(); i++) {
        const Json& value = given.items[i];
        options[given.names[i]] = {value.value(), value.text, value.truth};
    }
    Inputs inputs;
    const Json& tensors = request.at("inputs");
    for (std::size_t i = 0; i < tensors.names.size(); i++) inputs[tensors.names[i]] = read(tensors.items[i]);
    try {
        const Result result = run(request.at("variant").text, options, inputs);
        return "{\"type\":\"result\",\"id\":" + id + ",\"loss\":" + write(result.loss) + ",\"gradient\":" + write(result.gradient) + "}";
    } catch (const Skip& skip) {
        return "{\"type\":\"skipped\",\"id\":" + id + ",\"reason\":" + quote(skip.what()) + "}";
    } catch (const Refuse& refusal) {
        return error(id, refusal.phase, refusal.code, refusal.what());
    } catch (const std::exception& unforeseen) {
        // It fails this call, and the conversation goes on.
        return error(id, "call", "exception", unforeseen.what());
    }
}

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        const Json request = Reader(line).value();
        if (request.at("type").text == "bye") return 0;
        // Each line must leave at once.
        std::cout << answer(request) << '\n' << std::flush;
    }
}
