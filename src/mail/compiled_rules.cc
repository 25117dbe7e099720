#include "mail/compiled_rules.h"

#include "base/sha256.h"

namespace sallyport {

namespace {

constexpr std::string_view kFormat = "sallyport-rules 1";

/// The line at the front of `rest`, which then begins behind it.
std::string_view TakeLine(std::string_view* rest) {
  const size_t end = rest->find('\n');
  if (end == std::string_view::npos) return {};
  const std::string_view line = rest->substr(0, end);
  rest->remove_prefix(end + 1);
  return line;
}

Error Bad(const char* what) { return FormatError("compiled rules", what); }

}  // namespace

std::string EncodeCompiledRules(const CompiledRules& rules) {
  std::string file(kFormat);
  file += "\n" + rules.engine + "\n" + rules.source + "\n" +
          Hex(Sha256Of(rules.bytes)) + "\n" +
          std::to_string(rules.bytes.size()) + "\n";
  return file + rules.bytes;
}

Result<CompiledRules> DecodeCompiledRules(std::string_view file) {
  CompiledRules rules;
  if (TakeLine(&file) != kFormat) return Bad("of another format");
  rules.engine = TakeLine(&file);
  rules.source = TakeLine(&file);
  const std::string_view sum = TakeLine(&file);
  const std::string_view length = TakeLine(&file);
  if (rules.engine.empty() || rules.source.size() != 2 * kDigestBytes)
    return Bad("without a front");
  if (length != std::to_string(file.size())) return Bad("of another length");
  if (Hex(Sha256Of(file)) != sum) return Bad("damaged");
  rules.bytes = file;
  return rules;
}

std::string CompiledRulesName(const std::string& scanner) {
  return scanner + ".rules";
}

}  // namespace sallyport
