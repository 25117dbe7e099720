// The one table of the configuration: what sallyport.toml may say, with type,
// range, default and help. `sallyport config` checks and compiles by it, the
// man page sallyport.toml(5) is printed from it, and config.cdb carries every
// key of it, defaults included, so that its readers need no default of their
// own.

#ifndef SALLYPORT_MAIL_CONFIG_KEYS_H_
#define SALLYPORT_MAIL_CONFIG_KEYS_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace sallyport {

enum class KeyType {
  kText,       // any string
  kPath,       // absolute path
  kNumber,     // integer in [least, most]
  kBytes,      // integer, or "10k", "10M", "10G" (powers of 1024)
  kScore,      // number with a fraction
  kFlag,       // true or false
  kChoice,     // one of `choices`
  kAction,     // deliver, tag, hold, reject, hold+reject, defer
  kUser,       // name or number of a user
  kUserList,   // of those
  kGroupList,  // names or numbers of groups
  kTextList,   // strings
  kPathList,   // absolute paths
  kChoiceList, // of `choices`
};

/// One key. `section` is "" for the top, "scanner" for the keys common to all
/// [scanner.NAME], "unpacker" for those of [unpacker.NAME], "domain" for those
/// of [[domain]], else the table's name.
struct ConfigKey {
  std::string_view section;
  std::string_view name;
  KeyType type;
  std::string_view default_value;  // as compiled; lists: comma-separated
  int64_t least;                   // kNumber, kBytes
  int64_t most;
  std::string_view choices;  // blank-separated
  std::string_view help;
};

std::span<const ConfigKey> ConfigKeys();

/// The row for `section` and `name`, or null.
const ConfigKey* FindConfigKey(std::string_view section,
                               std::string_view name);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_CONFIG_KEYS_H_
