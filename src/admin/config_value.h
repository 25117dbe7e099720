// One value of sallyport.toml against its row of the table of keys
// (mail/config_keys.h): type, range, choices. What is wrong is told with what
// is allowed; the compiled text is what config.cdb carries.

#ifndef SALLYPORT_ADMIN_CONFIG_VALUE_H_
#define SALLYPORT_ADMIN_CONFIG_VALUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/config_mistakes.h"
#include "admin/toml_tree.h"
#include "mail/config_keys.h"

namespace sallyport {

/// The compiled value; nothing if it is wrong, which is told as `name`.
std::optional<std::string> CompileValue(const ConfigKey& key,
                                        const std::string& name,
                                        const TomlNode& node,
                                        Mistakes* mistakes);

/// The compiled default of a key.
std::string CompileDefault(const ConfigKey& key);

/// What a key takes, in words: "an integer from 1 to 1000".
std::string AllowedText(const ConfigKey& key);

bool IsListType(KeyType type);

/// The shortest decimal that reads back as the same number.
std::string ScoreText(double score);

/// Items of a list, or the one string that stands for a list of one; each
/// free of control characters. Nothing if one is wrong.
std::optional<std::vector<std::string>> ReadTextList(
    const std::string& name, const TomlNode& node, Mistakes* mistakes);

/// True if no byte of `text` is a control character.
bool FreeOfControls(std::string_view text);

std::vector<std::string> Words(std::string_view blank_separated);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_VALUE_H_
