// Reads config.cdb, which `sallyport config` compiled from sallyport.toml.
// Look-ups take constant time however large the configuration is.
//
// Keys are "spool", "limits.parts", "scanner.NAME.seconds",
// "domain.3.action.virus", "to:example.com" (numbers of the [[domain]] tables
// that name it). Values: text as it is, numbers in decimal, flags 0 or 1,
// lists as items each with a NUL behind it.
//
// Every key of the table in config_keys.h is present. A key that is missing
// or does not parse is remembered, and broken() names the first: whoever
// reads checks it once, before the values count.

#ifndef SALLYPORT_MAIL_CONFIG_H_
#define SALLYPORT_MAIL_CONFIG_H_

#include <cdb.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/result.h"

namespace sallyport {

/// Value of the key "format"; a config.cdb of another format is refused.
inline constexpr std::string_view kConfigFormat = "1";

class Config {
 public:
  /// Opens config.cdb in the directory `live`.
  static Result<Config> Open(int live);

  Config(Config&& other) noexcept;
  Config& operator=(Config&&) = delete;
  ~Config();

  /// The value, or nothing if the key is absent. Never marks it broken.
  std::optional<std::string_view> Find(const std::string& key) const;

  std::string_view Text(const std::string& key);
  int64_t Number(const std::string& key);
  double Score(const std::string& key);
  bool Flag(const std::string& key);
  std::vector<std::string> List(const std::string& key);

  /// Every scanner that has a table or stands in a list, in alphabetical
  /// order, without outside unpackers and what tries rules. Reads all of the
  /// file.
  std::vector<std::string> ScannerNames() const;

  /// The first key that was missing or wrong; empty if none was.
  const std::string& broken() const { return broken_; }

 private:
  Config() = default;
  void Break(const std::string& key);

  Fd file_;
  struct cdb cdb_ = {};
  bool open_ = false;
  std::string broken_;
};

/// The items of a list value; nothing if the last NUL is missing.
std::optional<std::vector<std::string>> ParseConfigList(
    std::string_view value);
std::string FormatConfigList(const std::vector<std::string>& items);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_CONFIG_H_
