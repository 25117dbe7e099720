#include "scanners/yara_rules.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sallyport {

namespace {

/// A name that a person may find in libyara's own documentation.
struct Code {
  int code;
  const char* text;
};
constexpr Code kCodes[] = {
    {ERROR_INSUFFICIENT_MEMORY, "out of memory"},
    {ERROR_COULD_NOT_OPEN_FILE, "cannot open"},
    {ERROR_COULD_NOT_MAP_FILE, "the mapped bytes went away"},
    {ERROR_INVALID_FILE, "not compiled rules"},
    {ERROR_CORRUPT_FILE, "damaged rules"},
    {ERROR_UNSUPPORTED_FILE_VERSION, "rules of another version"},
    {ERROR_EXEC_STACK_OVERFLOW, "a condition needs too much stack"},
    {ERROR_SCAN_TIMEOUT, "out of time"},
    {ERROR_TOO_MANY_SCAN_THREADS, "too many threads"},
    {ERROR_CALLBACK_ERROR, "the scan was given up"},
    {ERROR_INVALID_ARGUMENT, "invalid argument"},
    {ERROR_TOO_MANY_MATCHES, "too many matches"},
    {ERROR_INTERNAL_FATAL_ERROR, "internal error"},
    {ERROR_UNKNOWN_MODULE, "unknown module"},
    {ERROR_TOO_MANY_RE_FIBERS, "a regular expression branches too much"},
    {ERROR_INVALID_EXTERNAL_VARIABLE_TYPE, "variable of another type"},
    {ERROR_REGULAR_EXPRESSION_TOO_COMPLEX, "regular expression too complex"},
    {ERROR_INVALID_MODULE_NAME, "invalid module name"},
    {ERROR_CALLBACK_REQUIRED, "callback required"},
    {ERROR_COULD_NOT_READ_FILE, "cannot read"},
    {ERROR_INVALID_MODULE_DATA, "invalid module data"},
    {ERROR_WRITING_FILE, "cannot write"},
    {ERROR_BLOCK_NOT_READY, "bytes not ready"},
};

struct TextFact {
  const char* name;
  std::string YaraFacts::*value;
};
constexpr TextFact kTextFacts[] = {
    {"kind", &YaraFacts::kind},     {"name", &YaraFacts::name},
    {"names", &YaraFacts::names},   {"type", &YaraFacts::type},
    {"flags", &YaraFacts::flags},   {"sender", &YaraFacts::sender},
    {"relay", &YaraFacts::relay},
};
struct NumberFact {
  const char* name;
  int64_t YaraFacts::*value;
};
constexpr NumberFact kNumberFacts[] = {
    {"part", &YaraFacts::part},
    {"bytes", &YaraFacts::bytes},
    {"depth", &YaraFacts::depth},
    {"recipients", &YaraFacts::recipients},
};

size_t ReadFromView(void* into, size_t size, size_t count, void* user) {
  auto* rest = static_cast<std::string_view*>(user);
  if (size == 0) return 0;
  const size_t items = std::min(count, rest->size() / size);
  std::memcpy(into, rest->data(), items * size);
  rest->remove_prefix(items * size);
  return items;
}

size_t WriteToString(const void* from, size_t size, size_t count, void* user) {
  static_cast<std::string*>(user)->append(static_cast<const char*>(from),
                                          size * count);
  return count;
}

/// What a scan tells while it runs.
struct Hearing {
  YaraListener* listener;
  const YR_RULE* first_rule;
  std::string given_up;  // the rule whose string matched too often
};

int Hear(YR_SCAN_CONTEXT*, int message, void* of, void* user) {
  auto* hearing = static_cast<Hearing*>(user);
  switch (message) {
    case CALLBACK_MSG_RULE_MATCHING:
      hearing->listener->Matched(static_cast<size_t>(
          static_cast<const YR_RULE*>(of) - hearing->first_rule));
      return CALLBACK_CONTINUE;
    case CALLBACK_MSG_IMPORT_MODULE:
      hearing->listener->Imports(
          static_cast<const YR_MODULE_IMPORT*>(of)->module_name);
      return CALLBACK_CONTINUE;
    case CALLBACK_MSG_TOO_MANY_MATCHES:
      // To go on would be to leave a string out that may have decided.
      hearing->given_up = static_cast<const YR_STRING*>(of)->identifier;
      return CALLBACK_ERROR;
    default:
      return CALLBACK_CONTINUE;
  }
}

/// libyara's strings end at a NUL, and what stands behind one in a name must
/// not be hidden by it.
std::string WithoutNul(std::string text) {
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::vector<YaraMeta> MetasOf(const YR_RULE* rule) {
  std::vector<YaraMeta> metas;
  const YR_META* meta = nullptr;
  yr_rule_metas_foreach(rule, meta) {
    YaraMeta read{meta->identifier, std::nullopt};
    if (meta->type == META_TYPE_STRING) read.text = meta->string;
    if (meta->type == META_TYPE_INTEGER)
      read.text = std::to_string(meta->integer);
    metas.push_back(std::move(read));
  }
  return metas;
}

}  // namespace

std::string YaraEngine() { return "yara " YR_VERSION; }

Error YaraError(int code, std::string_view subject) {
  std::string op = "libyara error " + std::to_string(code);
  for (const Code& known : kCodes)
    if (known.code == code) op = known.text;
  return FormatError("yara: " + op, std::string(subject));
}

Status StartYara() {
  const int code = yr_initialize();
  if (code != ERROR_SUCCESS) return YaraError(code, "start");
  // Matches are told by their rules alone: no bytes of them are copied.
  const int set = yr_set_configuration_uint32(YR_CONFIG_MAX_MATCH_DATA, 0);
  if (set != ERROR_SUCCESS) return YaraError(set, "configure");
  return {};
}

Status DefineFacts(YR_COMPILER* compiler) {
  for (const TextFact& fact : kTextFacts) {
    const int code =
        yr_compiler_define_string_variable(compiler, fact.name, "");
    if (code != ERROR_SUCCESS) return YaraError(code, fact.name);
  }
  for (const NumberFact& fact : kNumberFacts) {
    const int code =
        yr_compiler_define_integer_variable(compiler, fact.name, 0);
    if (code != ERROR_SUCCESS) return YaraError(code, fact.name);
  }
  return {};
}

Result<YaraRules> YaraRules::Load(std::string_view bytes) {
  YR_STREAM stream = {};
  stream.user_data = &bytes;
  stream.read = ReadFromView;
  YR_RULES* rules = nullptr;
  const int code = yr_rules_load_stream(&stream, &rules);
  if (code != ERROR_SUCCESS) return YaraError(code, "load");
  YaraRules loaded(rules);
  if (!bytes.empty()) return YaraError(ERROR_CORRUPT_FILE, "load");
  return loaded;
}

Result<std::string> YaraRules::Save() const {
  std::string bytes;
  YR_STREAM stream = {};
  stream.user_data = &bytes;
  stream.write = WriteToString;
  const int code = yr_rules_save_stream(rules_.get(), &stream);
  if (code != ERROR_SUCCESS) return YaraError(code, "save");
  return bytes;
}

std::vector<YaraRules::Rule> YaraRules::Rules() const {
  std::vector<Rule> rules;
  const YR_RULE* rule = nullptr;
  yr_rules_foreach(rules_.get(), rule) {
    rules.push_back({rule->identifier, rule->ns->name,
                     RULE_IS_PRIVATE(rule) != 0,
                     MeaningOfRule(rule->ns->name, rule->identifier,
                                   MetasOf(rule))});
  }
  return rules;
}

Result<YaraScanner> YaraScanner::Open(const YaraRules& rules) {
  YR_SCANNER* scanner = nullptr;
  const int code = yr_scanner_create(rules.get(), &scanner);
  if (code != ERROR_SUCCESS) return YaraError(code, "scanner");
  return YaraScanner(scanner);
}

Status YaraScanner::Tell(const YaraFacts& facts) {
  for (const TextFact& fact : kTextFacts) {
    const std::string text = WithoutNul(facts.*fact.value);
    const int code = yr_scanner_define_string_variable(
        scanner_.get(), fact.name, text.c_str());
    if (code != ERROR_SUCCESS) return YaraError(code, fact.name);
  }
  for (const NumberFact& fact : kNumberFacts) {
    const int code = yr_scanner_define_integer_variable(
        scanner_.get(), fact.name, facts.*fact.value);
    if (code != ERROR_SUCCESS) return YaraError(code, fact.name);
  }
  return {};
}

Status YaraScanner::Scan(std::string_view bytes, const YaraFacts& facts,
                         int seconds, YaraListener* listener) {
  const std::string subject =
      facts.kind == "headers" ? facts.kind
                              : "part " + std::to_string(facts.part);
  if (seconds < 1) return YaraError(ERROR_SCAN_TIMEOUT, subject);
  Status told = Tell(facts);
  if (!told.ok()) return told;
  Hearing hearing{listener, scanner_->rules->rules_table, ""};
  yr_scanner_set_callback(scanner_.get(), Hear, &hearing);
  yr_scanner_set_timeout(scanner_.get(), seconds);
  // Fast: a string that is only asked for is looked for until it is found.
  yr_scanner_set_flags(scanner_.get(), SCAN_FLAGS_FAST_MODE |
                                           SCAN_FLAGS_REPORT_RULES_MATCHING);
  const int code = yr_scanner_scan_mem(
      scanner_.get(), reinterpret_cast<const uint8_t*>(bytes.data()),
      bytes.size());
  if (!hearing.given_up.empty())
    return YaraError(ERROR_TOO_MANY_MATCHES,
                     subject + ", string " + hearing.given_up);
  if (code != ERROR_SUCCESS) return YaraError(code, subject);
  return {};
}

}  // namespace sallyport
