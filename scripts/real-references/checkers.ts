/**
 * The checkers of `vectors --write` in languages that no real package can be called from here: its recorded answers stand in
 * their place for a loss (record.py), line by line. What each checker read of the inputs is compared with what the package
 * was given, by a sum.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

export interface Checker {
  readonly file: string;
  /** Each with what to install where it is missing. */
  readonly needs: readonly { readonly command: readonly [string, ...string[]]; readonly install: string }[];
  readonly build?: readonly [string, ...string[]];
  /** BUILT is the folder that it was built in; it runs in that of the answers. */
  readonly run: readonly [string, ...string[]];
  /** What the checker has in place of a loss, and the recorded answers there. */
  readonly filling: readonly (readonly [blank: string, filled: string])[];
}

const TEMPLATES = join(import.meta.dirname, "../../templates/vectors");
const GSON = "/usr/share/java/gson.jar";

export const CHECKERS = {
  JavaScript: {
    file: "check.mjs",
    needs: [],
    run: ["node", "BUILT/check.mjs"],
    filling: [
      [
        '  throw new Skip("not written yet");',
        `  const answer = JSON.parse(answers.shift());
  for (const [name, { data }] of Object.entries(_inputs)) {
    const bounded = (x) => (Number.isNaN(x) ? 3 : Math.min(Math.max(x, -1e6), 1e6));
    const sum = data.map(bounded).reduce((s, x, i) => s + ((i % 7) + 1) * (x / (1 + Math.abs(x))), 0);
    if (!(Math.abs(sum - answer.sums[name]) <= 1e-9 * (1 + data.length))) throw new Skip(name + " was read wrongly");
  }
  if (answer.error) throw new Error(answer.error);
  const full = ({ shape, at, data }) => {
    const all = Array(shape.reduce((a, b) => a * b, 1)).fill(0);
    at.forEach((place, i) => { all[place] = Number(data[i]); });
    return { shape, data: all };
  };
  return { loss: full(answer.loss), gradient: answer.gradient && full(answer.gradient) };`,
      ],
      ["const path =", 'const answers = readFileSync("answers.jsonl", "utf8").split("\\n");\nconst path ='],
    ],
  },
  Go: {
    file: "check.go",
    needs: [{ command: ["go", "version"], install: "https://go.dev/dl" }],
    build: ["go", "build", "-o", "check-go", "check.go"],
    run: ["BUILT/check-go"],
    filling: [
      [
        "	return nil, nil, skip",
        `	var answer struct { Sums map[string]float64; Error string; Loss, Gradient map[string]any }
	text, _ := answers.ReadBytes('\\n')
	if err := json.Unmarshal(text, &answer); err != nil { panic(err) }
	for name, t := range inputs {
		sum := 0.0
		for i, x := range t.Data {
			if x != x { x = 3 }
			x = math.Min(math.Max(x, -1e6), 1e6)
			sum += float64(i%7+1) * x / (1 + math.Abs(x))
		}
		if !(math.Abs(sum-answer.Sums[name]) <= 1e-9*float64(1+len(t.Data))) { return nil, nil, skip }
	}
	if answer.Error != "" { return nil, nil, errors.New(answer.Error) }
	full := func(given map[string]any) *Tensor {
		if given == nil { return nil }
		t, size := Tensor{}, 1
		for _, each := range given["shape"].([]any) { t.Shape = append(t.Shape, int(each.(float64))); size *= int(each.(float64)) }
		t.Data = make([]float64, size)
		for i, x := range given["data"].([]any) { t.Data[int(given["at"].([]any)[i].(float64))] = number(x) }
		return &t
	}
	return full(answer.Loss), full(answer.Gradient), nil`,
      ],
      ['import ("bytes"', 'import ("bufio"; "bytes"'],
      [
        "var skip =",
        'var answersFile, _ = os.Open("answers.jsonl")\nvar answers = bufio.NewReader(answersFile)\nvar skip =',
      ],
    ],
  },
  Rust: {
    file: "check.rs",
    needs: [{ command: ["cargo", "--version"], install: "https://rustup.rs" }],
    build: ["cargo", "build", "--release", "--quiet", "--manifest-path", "judge/Cargo.toml"],
    run: ["BUILT/judge/target/release/judge"],
    filling: [
      [
        "    Err(Failure::Skip)\n",
        `    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    static ANSWERS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    let all = ANSWERS.get_or_init(|| fs::read_to_string("answers.jsonl").unwrap().lines().map(String::from).collect());
    let answer: Value = serde_json::from_str(&all[NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst)]).unwrap();
    for (name, t) in _inputs {
        let bounded = |x: f64| if x.is_nan() { 3.0 } else { x.clamp(-1e6, 1e6) };
        let sum: f64 = t.data.iter().map(|&x| bounded(x)).enumerate().map(|(i, x)| (i % 7 + 1) as f64 * x / (1.0 + x.abs())).sum();
        if !((sum - number(&answer["sums"][name])).abs() <= 1e-9 * (1 + t.data.len()) as f64) { return Err(Failure::Skip); }
    }
    if let Some(error) = answer["error"].as_str() { return Err(Failure::Error(error.into())); }
    let full = |given: &Value| {
        let shape: Vec<usize> = numbers(&given["shape"]).iter().map(|&size| size as usize).collect();
        let mut data = vec![0.0; shape.iter().product()];
        for (place, x) in numbers(&given["at"]).iter().zip(numbers(&given["data"])) { data[*place as usize] = x; }
        Tensor { dtype: String::new(), shape, data }
    };
    Ok((full(&answer["loss"]), answer.get("gradient").map(full)))
`,
      ],
    ],
  },
  Java: {
    file: "Check.java",
    needs: [
      { command: ["javac", "-version"], install: "apt-get install default-jdk-headless" },
      { command: ["test", "-f", GSON], install: "apt-get install libgoogle-gson-java" },
    ],
    build: ["javac", "-cp", GSON, "Check.java"],
    run: ["java", "-cp", `${GSON}:BUILT`, "Check"],
    filling: [
      [
        "        throw new Skip();",
        `        JsonObject answer = JsonParser.parseString(answers.next()).getAsJsonObject();
        for (var each : inputs.entrySet()) {
            double sum = 0, all[] = each.getValue().data;
            for (int i = 0; i < all.length; i++) {
                double x = Double.isNaN(all[i]) ? 3 : Math.min(Math.max(all[i], -1e6), 1e6);
                sum += (i % 7 + 1) * x / (1 + Math.abs(x));
            }
            if (!(Math.abs(sum - answer.getAsJsonObject("sums").get(each.getKey()).getAsDouble()) <= 1e-9 * (1 + all.length))) throw new Skip();
        }
        if (answer.has("error")) throw new Exception(answer.get("error").getAsString());
        return new Answer(full(answer.getAsJsonObject("loss")), answer.has("gradient") ? full(answer.getAsJsonObject("gradient")) : null);
    }

    static final Iterator<String> answers = readAnswers();

    static Iterator<String> readAnswers() {
        try { return Files.readAllLines(Path.of("answers.jsonl")).iterator(); } catch (Exception error) { throw new RuntimeException(error); }
    }

    static Tensor full(JsonObject given) {
        double[] at = numbers(given.get("at")), data = numbers(given.get("data"));
        double[] all = new double[(int) Arrays.stream(shape(given)).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < at.length; i++) all[(int) at[i]] = data[i];
        return new Tensor("", shape(given), all);`,
      ],
    ],
  },
  "C++": {
    file: "check.cpp",
    needs: [
      { command: ["g++", "--version"], install: "apt-get install g++" },
      {
        command: ["test", "-f", "/usr/include/nlohmann/json.hpp"],
        install: "apt-get install nlohmann-json3-dev",
      },
    ],
    build: ["g++", "-std=c++17", "-O1", "check.cpp", "-o", "check"],
    run: ["BUILT/check"],
    filling: [
      [
        "    throw Skip();",
        `    static std::ifstream answers("answers.jsonl");
    std::string line;
    std::getline(answers, line);
    const json answer = json::parse(line);
    for (const auto& [name, t] : inputs) {
        double sum = 0;
        for (size_t i = 0; i < t.data.size(); i++) {
            const double x = std::isnan(t.data[i]) ? 3 : std::fmin(std::fmax(t.data[i], -1e6), 1e6);
            sum += (i % 7 + 1) * x / (1 + std::abs(x));
        }
        if (!(std::abs(sum - answer["sums"][name].get<double>()) <= 1e-9 * (1 + t.data.size()))) throw Skip();
    }
    if (answer.contains("error")) throw std::runtime_error(answer["error"].get<std::string>());
    const auto full = [](const json& given) {
        Tensor t{"", given["shape"], {}};
        size_t size = 1;
        for (size_t each : t.shape) size *= each;
        t.data.resize(size);
        for (size_t i = 0; i < given["at"].size(); i++) t.data[given["at"][i].get<size_t>()] = number(given["data"][i]);
        return t;
    };
    Answer got{full(answer["loss"]), {}};
    if (answer.contains("gradient")) got.gradient = full(answer["gradient"]);
    return got;`,
      ],
    ],
  },
  R: {
    file: "check.R",
    needs: [
      { command: ["Rscript", "--version"], install: "apt-get install --no-install-recommends r-base-core" },
      {
        command: ["Rscript", "-e", "library(jsonlite)"],
        install: "apt-get install --no-install-recommends r-cran-jsonlite",
      },
    ],
    run: ["Rscript", "BUILT/check.R"],
    filling: [
      [
        "loss_and_gradient <- function(options, inputs) skip()",
        `answers <- file("answers.jsonl", "r")
loss_and_gradient <- function(options, inputs) {
  answer <- fromJSON(readLines(answers, 1), simplifyVector = FALSE)
  for (name in names(inputs)) {
    x <- inputs[[name]]$data
    x <- pmin(pmax(ifelse(is.nan(x), 3, x), -1e6), 1e6)
    sum <- sum(((seq_along(x) - 1) %% 7 + 1) * x / (1 + abs(x)))
    if (!(abs(sum - answer$sums[[name]]) <= 1e-9 * (1 + length(x)))) skip()
  }
  if (!is.null(answer$error)) stop(answer$error)
  full <- function(given) {
    shape <- numbers(given$shape)
    data <- rep(0, prod(shape))
    data[numbers(given$at) + 1] <- numbers(given$data)
    list(shape = shape, data = data)
  }
  list(loss = full(answer$loss), gradient = if (!is.null(answer$gradient)) full(answer$gradient))
}`,
      ],
    ],
  },
} as const satisfies { readonly [language: string]: Checker };
export type Language = keyof typeof CHECKERS;

/** What a checker needs and the machine lacks, each with how to install it. */
export async function missingFor(language: Language): Promise<readonly string[]> {
  const needs: Checker["needs"] = CHECKERS[language].needs;
  const found = await Promise.all(
    needs.map(async ({ command: [program, ...args], install }) => {
      const { failed } = await execa(program, args, { reject: false });
      return failed
        ? [`${language}: expected ${[program, ...args].join(" ")} to succeed. Run: ${install}`]
        : [];
    }),
  );
  return found.flat();
}

/** Where a checker is built, once, and the folder with the export (vectors/) and the answers (answers.jsonl). */
export interface Place {
  readonly variant: string;
  readonly built: string;
  readonly folder: string;
}

/** Runs a checker, filled with recorded answers, on an export. Returns what it printed. */
export async function checked(language: Language, { variant, built, folder }: Place): Promise<string> {
  const checker: Checker = CHECKERS[language];
  if (!existsSync(join(built, checker.file))) await build(language, built);
  const [program, ...args] = checker.run;
  const options = { cwd: folder, reject: false, all: true, maxBuffer: 200 * 1024 * 1024 } as const;
  const inBuilt = (word: string): string => word.replaceAll("BUILT", () => built);
  const { all } = await execa(
    inBuilt(program),
    [...args.map(inBuilt), join(folder, `vectors/${variant}.jsonl`)],
    options,
  );
  return all;
}

async function build(language: Language, into: string): Promise<void> {
  const checker: Checker = CHECKERS[language];
  let text = readFileSync(join(TEMPLATES, checker.file), "utf8");
  for (const [blank, filled] of checker.filling) {
    if (!text.includes(blank)) throw new Error(`${checker.file}: expected "${blank}" in it`);
    text = text.replace(blank, () => filled);
  }
  writeFileSync(join(into, checker.file), text);
  if (language === "Rust") await makeCrate(text, into);
  const [program, ...args] = checker.build ?? ["true"];
  await execa(program, args, { cwd: into });
}

/** As the head of check.rs says. */
async function makeCrate(text: string, folder: string): Promise<void> {
  await execa("cargo", ["new", "--quiet", "--vcs", "none", "judge"], { cwd: folder });
  await execa("cargo", ["add", "--quiet", "serde_json"], { cwd: join(folder, "judge") });
  writeFileSync(join(folder, "judge/src/main.rs"), text);
}
