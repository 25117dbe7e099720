#include "admin/config_sections.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "admin/config_value.h"
#include "mail/address.h"
#include "mail/config.h"
#include "mail/message_id.h"

namespace sallyport {

namespace {

/// Tables whose commands read them; they have no keys of the gate's.
constexpr std::array<std::string_view, 2> kEmptyTables = {"relays",
                                                          "console"};
/// The client's line is cut at 255 bytes, the id and a code included.
constexpr size_t kMaxReplyBytes = 180;
constexpr size_t kMaxHostnameBytes = 253;

bool IsPlainSection(std::string_view section) {
  return section != "scanner" && section != "unpacker" && section != "domain";
}

std::vector<std::string> TopNames() {
  std::vector<std::string> names = {"scanner", "domain"};
  for (const std::string_view name : kEmptyTables) names.emplace_back(name);
  for (const ConfigKey& key : ConfigKeys()) {
    const std::string name(key.section.empty() ? key.name : key.section);
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  }
  return names;
}

bool IsSection(std::string_view name) {
  if (!IsPlainSection(name)) return false;
  if (std::find(kEmptyTables.begin(), kEmptyTables.end(), name) !=
      kEmptyTables.end())
    return true;
  return std::any_of(
      ConfigKeys().begin(), ConfigKeys().end(),
      [name](const ConfigKey& key) { return key.section == name; });
}

void CompileKey(const Compilation& compilation, const ConfigKey& key) {
  std::string name(key.name);
  const TomlNode* table = &compilation.root;
  if (!key.section.empty()) {
    name = std::string(key.section) + "." + name;
    table = compilation.root.Find(key.section);
    if (table != nullptr && table->kind != TomlNode::Kind::kTable)
      table = nullptr;
  }
  ConfigEntry entry{CompileDefault(key), key.type, Origin::kDefault,
                    table != nullptr ? table->place : compilation.root.place};
  const TomlNode* node = table != nullptr ? table->Find(key.name) : nullptr;
  if (node != nullptr) {
    entry.place = node->place;
    const auto value = CompileValue(key, name, *node, compilation.mistakes);
    if (value) {
      entry.origin = Origin::kFile;
      entry.value = *value;
    }
  }
  compilation.out->entries[name] = entry;
}

void TellUnknownKeys(const Compilation& compilation) {
  const std::vector<std::string> top = TopNames();
  for (const TomlNode& node : compilation.root.items) {
    if (std::find(top.begin(), top.end(), node.key) == top.end()) {
      TellUnknown(node, node.key, top, compilation.mistakes);
      continue;
    }
    if (!IsSection(node.key)) continue;
    if (node.kind != TomlNode::Kind::kTable) {
      compilation.mistakes->Error(node.place, node.key, "is not a table",
                                  "allowed: [" + node.key + "]");
      continue;
    }
    const std::vector<std::string> known = KeysOf(node.key);
    for (const TomlNode& member : node.items)
      if (std::find(known.begin(), known.end(), member.key) == known.end())
        TellUnknown(member, node.key + "." + member.key, known,
                    compilation.mistakes);
  }
}

void CheckReply(const Compilation& compilation, const std::string& key) {
  const std::string text = compilation.out->Text(key);
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= 0x20 && c < 0x7F;
  });
  if (!printable || text.empty() || text.size() > kMaxReplyBytes)
    compilation.Error(key, "cannot be told to a client",
                      "allowed: 1 to " + std::to_string(kMaxReplyBytes) +
                          " printable ASCII characters");
}

void CompileHostname(const Compilation& compilation) {
  std::string name = compilation.out->Text("hostname");
  if (name.empty()) {
    std::array<char, 256> buffer{};
    if (::gethostname(buffer.data(), buffer.size() - 1) == 0)
      name = buffer.data();
  }
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
  };
  if (name.empty() || name.size() > kMaxHostnameBytes ||
      !std::all_of(name.begin(), name.end(), fits))
    compilation.Error("hostname", Quoted(name) + " is not a host's name",
                      "allowed: letters, digits, dots and dashes");
  compilation.out->entries["hostname"].value = name;
  compilation.out->Derive("host_tag", HostTag(name));
}

void LowerArchive(const Compilation& compilation) {
  std::vector<std::string> items = compilation.out->List("quarantine.archive");
  for (std::string& item : items) item = LowerCase(item);
  compilation.out->entries["quarantine.archive"].value =
      FormatConfigList(items);
}

/// They go to the unpacker in its environment, where there is not much room.
void CheckPasswords(const Compilation& compilation) {
  constexpr size_t kMostBytes = 8 * 1024;
  size_t bytes = 0;
  for (const std::string& item : compilation.out->List("unpack.passwords"))
    bytes += item.size() + 1;
  if (bytes > kMostBytes)
    compilation.Error("unpack.passwords", "are more than 8 kB",
                      "allowed: fewer or shorter ones");
}

double Score(const std::string& text) {
  double score = 0;
  std::from_chars(text.data(), text.data() + text.size(), score);
  return score;
}

}  // namespace

void CompileSections(const Compilation& compilation) {
  TellUnknownKeys(compilation);
  for (const ConfigKey& key : ConfigKeys())
    if (IsPlainSection(key.section)) CompileKey(compilation, key);
  const CompiledConfig& out = *compilation.out;
  CheckSpamOrder(out.Text("spam.tag"), out.Text("spam.hold"),
                 out.Text("spam.reject"), out.PlaceOf("spam.hold"), "spam",
                 compilation.mistakes);
  CheckReply(compilation, "reply.reject");
  CheckReply(compilation, "reply.defer");
  CompileHostname(compilation);
  LowerArchive(compilation);
  CheckPasswords(compilation);
}

void TellUnknown(const TomlNode& node, const std::string& name,
                 const std::vector<std::string>& known, Mistakes* mistakes) {
  const std::string what =
      node.kind == TomlNode::Kind::kTable ? "unknown table" : "unknown key";
  const std::string nearest =
      NearestWord(node.key, known, std::max<size_t>(node.key.size() / 2, 2));
  std::string allowed;
  if (!nearest.empty()) {
    allowed = "did you mean " + nearest + "?";
  } else if (known.empty()) {
    allowed = "this table has no keys";
  } else {
    for (const std::string& key : known)
      allowed += (allowed.empty() ? "allowed: " : ", ") + key;
  }
  mistakes->Error(node.place, name, what, allowed);
}

std::vector<std::string> KeysOf(std::string_view section) {
  std::vector<std::string> names;
  for (const ConfigKey& key : ConfigKeys())
    if (key.section == section) names.emplace_back(key.name);
  return names;
}

void CheckSpamOrder(const std::string& tag, const std::string& hold,
                    const std::string& reject, const Place& place,
                    const std::string& name, Mistakes* mistakes) {
  if (Score(tag) <= Score(hold) && Score(hold) <= Score(reject)) return;
  mistakes->Error(place, name,
                  "tag " + tag + ", hold " + hold + ", reject " + reject +
                      " are out of order",
                  "allowed: tag <= hold <= reject");
}

}  // namespace sallyport
