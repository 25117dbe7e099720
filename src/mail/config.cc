#include "mail/config.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

Result<Config> Config::Open(int live) {
  Result<Fd> file = OpenAt(live, "config.cdb", O_RDONLY);
  if (!file.ok()) return file.error();
  Config config;
  config.file_ = std::move(file.value());
  if (::cdb_init(&config.cdb_, config.file_.get()) != 0)
    return SystemError("read", "config.cdb");
  config.open_ = true;
  const std::optional<std::string_view> format = config.Find("format");
  if (!format || *format != kConfigFormat)
    return FormatError("read", "config.cdb: not of this version");
  return config;
}

Config::Config(Config&& other) noexcept
    : file_(std::move(other.file_)),
      cdb_(other.cdb_),
      open_(std::exchange(other.open_, false)),
      broken_(std::move(other.broken_)) {}

Config::~Config() {
  if (open_) ::cdb_free(&cdb_);
}

std::optional<std::string_view> Config::Find(const std::string& key) const {
  // cdb_find keeps its place in the struct; a copy leaves the look-up const.
  struct cdb cursor = cdb_;
  if (::cdb_find(&cursor, key.data(), static_cast<unsigned>(key.size())) <= 0)
    return std::nullopt;
  const void* value =
      ::cdb_get(&cursor, cdb_datalen(&cursor), cdb_datapos(&cursor));
  if (value == nullptr) return std::nullopt;
  return std::string_view(static_cast<const char*>(value),
                          cdb_datalen(&cursor));
}

void Config::Break(const std::string& key) {
  if (broken_.empty()) broken_ = key;
}

std::string_view Config::Text(const std::string& key) {
  const std::optional<std::string_view> value = Find(key);
  if (!value) Break(key);
  return value.value_or(std::string_view());
}

int64_t Config::Number(const std::string& key) {
  const std::string_view text = Text(key);
  int64_t number = 0;
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (err != std::errc() || end != text.data() + text.size()) {
    Break(key);
    return 0;
  }
  return number;
}

double Config::Score(const std::string& key) {
  const std::string_view text = Text(key);
  double score = 0;
  const auto [end, err] =
      std::from_chars(text.data(), text.data() + text.size(), score);
  if (err != std::errc() || end != text.data() + text.size()) {
    Break(key);
    return 0;
  }
  return score;
}

bool Config::Flag(const std::string& key) {
  const std::string_view text = Text(key);
  if (text != "0" && text != "1") Break(key);
  return text == "1";
}

std::vector<std::string> Config::List(const std::string& key) {
  std::optional<std::vector<std::string>> items = ParseConfigList(Text(key));
  if (!items) {
    Break(key);
    return {};
  }
  return std::move(*items);
}

std::vector<std::string> Config::ScannerNames() const {
  constexpr std::string_view kFront = "scanner.";
  constexpr std::string_view kBack = ".program";
  std::vector<std::string> names;
  struct cdb cursor = cdb_;
  unsigned place = 0;
  cdb_seqinit(&place, &cursor);
  for (unsigned before = place; ::cdb_seqnext(&place, &cursor) > 0;
       before = place) {
    // In a damaged file lengths wrap around, and lead back.
    if (place <= before) break;
    const void* bytes =
        ::cdb_get(&cursor, cdb_keylen(&cursor), cdb_keypos(&cursor));
    if (bytes == nullptr) break;
    std::string_view key(static_cast<const char*>(bytes), cdb_keylen(&cursor));
    if (!key.starts_with(kFront) || !key.ends_with(kBack)) continue;
    key.remove_prefix(kFront.size());
    key.remove_suffix(kBack.size());
    if (key.starts_with(kUnpackerFront) || key.starts_with(kCandidateFront))
      continue;
    names.emplace_back(key);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::vector<std::string>> ParseConfigList(
    std::string_view value) {
  std::vector<std::string> items;
  while (!value.empty()) {
    const size_t end = value.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    items.emplace_back(value.substr(0, end));
    value.remove_prefix(end + 1);
  }
  return items;
}

std::string FormatConfigList(const std::vector<std::string>& items) {
  std::string value;
  for (const std::string& item : items) {
    value += item;
    value += '\0';
  }
  return value;
}

}  // namespace sallyport
