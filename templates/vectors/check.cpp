// Judges a loss in C++: put yours into loss_and_gradient, then g++ -std=c++17 -O2 check.cpp -o check && ./check torch.jsonl
#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>  // github.com/nlohmann/json
#include <optional>

using json = nlohmann::json;
struct Tensor { std::string dtype; std::vector<size_t> shape; std::vector<double> data; };  // row-major
struct Skip {};  // throw it for what your loss does not have
struct Answer { Tensor loss; std::optional<Tensor> gradient; };  // the gradient may be left out

// A number, or the name of one that JSON cannot write; strtod reads "NaN", "Infinity", "-Infinity" and "-0".
double number(const json& x) { return x.is_string() ? std::strtod(x.get<std::string>().c_str(), nullptr) : x.get<double>(); }

Answer loss_and_gradient(const json& options, const std::map<std::string, Tensor>& inputs) {
    throw Skip();
}

Tensor tensor(const json& given, const std::string& folder) {
    Tensor t{given["dtype"], given["shape"], {}};
    for (auto& x : given.value("data", json::array())) t.data.push_back(number(x));
    std::ifstream file(folder + given.value("file", "none"), std::ios::binary);
    file.seekg(128);
    const double unit = given.value("unit", 0.0);  // read as it is on a little-endian machine
    for (char x; unit != 0 && file.get(x);) t.data.push_back(static_cast<signed char>(x) * unit);
    for (float x; unit == 0 && file.read(reinterpret_cast<char*>(&x), 4);) t.data.push_back(x);
    return t;
}

std::string wrong(const std::string& name, const json& want, const Tensor& got) {
    if (want["shape"] != json(got.shape)) return name + ": expected shape " + want["shape"].dump() + ", got " + json(got.shape).dump();
    for (size_t i = 0; i < want["value"].size(); i++) {
        const double x = got.data[want.contains("at") ? want["at"][i].get<size_t>() : i], y = number(want["value"][i]);
        const auto is = [x](double z) { return x == z || (std::isnan(x) && std::isnan(z)); };
        bool right = is(y) || std::abs(x - y) <= (want["allowed"].is_array() ? want["allowed"][i] : want["allowed"]).get<double>();
        if (want.contains("signedZeros") && x == 0 && y == 0) right = std::signbit(x) == std::signbit(y);
        if (!right && !(want.contains("overflows") && is(number(want["overflows"][i]))))
            return name + ": expected " + json(y).dump() + ", got " + json(x).dump();
    }
    return "";
}

std::string judge(const json& vector, const std::string& folder) {
    const json& expect = vector["expect"];
    std::map<std::string, Tensor> inputs;
    for (auto& [name, each] : vector["inputs"].items()) inputs[name] = tensor(each, folder);
    try {
        const Answer got = loss_and_gradient(vector["options"], inputs);
        if (expect["kind"] == "refusal") return "expected a refusal";
        const std::string reason = wrong("loss", expect["loss"], got.loss);
        return reason.empty() && got.gradient ? wrong("gradient", expect["gradient"], *got.gradient) : reason;
    } catch (const std::exception& error) { return expect["kind"] == "refusal" ? "" : error.what(); }
}

int main(int, char** arguments) {
    const std::string path = arguments[1], folder = path.substr(0, path.find_last_of('/') + 1);
    int passed = 0, failed = 0, skipped = 0;
    std::ifstream lines(path);
    for (std::string line; std::getline(lines, line);) try {
        const json vector = json::parse(line);
        const std::string reason = judge(vector, folder);
        if (reason.empty()) passed++; else failed++, std::cout << vector["id"] << ": " << reason << "\n";
    } catch (const Skip&) { skipped++; }
    std::cout << passed << " passed, " << failed << " failed, " << skipped << " skipped\n";
    return failed > 0 || passed == 0;
}
