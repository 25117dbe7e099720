#include "admin/man_page.h"

#include <array>
#include <string_view>
#include <vector>

#include "admin/config_value.h"
#include "admin/man_text.h"
#include "base/escape.h"
#include "mail/config_keys.h"
#include "mail/paths.h"
#include "mail/version.h"

namespace sallyport {

namespace {

/// roff: a backslash, a line that begins with a control character, and the
/// dash that must stay one.
std::string Roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool line_start = out.empty() || out.back() == '\n';
    if (line_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out;
}

std::string Heading(std::string_view title) {
  return ".SH " + Roff(title) + "\n";
}

std::string DefaultText(const ConfigKey& key) {
  if (key.default_value.empty()) return "";
  std::string value(key.default_value);
  if (IsListType(key.type)) {
    std::string list;
    for (const std::string_view item : Split(key.default_value, ','))
      list += (list.empty() ? "\"" : ", \"") + std::string(item) + "\"";
    value = "[" + list + "]";
  } else if (key.type != KeyType::kNumber && key.type != KeyType::kScore &&
             key.type != KeyType::kFlag) {
    value = "\"" + value + "\"";
  }
  return value;
}

std::string KeyEntry(const ConfigKey& key) {
  std::string text = ".TP\n.B " + Roff(key.name) + "\n";
  text += Roff(key.help) + "\n.br\nTakes " + Roff(AllowedText(key)) + ".\n";
  const std::string standard = DefaultText(key);
  if (!standard.empty()) text += "Default: " + Roff(standard) + ".\n";
  return text;
}

std::string Keys(std::string_view section) {
  std::string text;
  for (const ConfigKey& key : ConfigKeys())
    if (key.section == section) text += KeyEntry(key);
  return text;
}

/// The plain tables, in the order of the table of keys.
std::vector<std::string_view> PlainSections() {
  std::vector<std::string_view> sections;
  for (const ConfigKey& key : ConfigKeys())
    if (key.section != "" && key.section != "scanner" &&
        key.section != "unpacker" && key.section != "domain" &&
        (sections.empty() || sections.back() != key.section))
      sections.push_back(key.section);
  return sections;
}

std::string Introduction(std::string_view section) {
  for (const ManSection& row : kManSections)
    if (row.section == section) return std::string(row.text);
  return "";
}

std::string Files() {
  return Heading("FILES") + ".TP\n.I " + Roff(kConfigFile) +
         "\nThis file.\n.TP\n.I " + Roff(kLiveDirectory) +
         "\nThe link to what programs read, a folder live.N beside it.\n"
         ".TP\n.I " +
         Roff(std::string(kLibexecDirectory) + "/" + kScannersDirectory) +
         "\nThe shipped plugins.\n.TP\n.I " +
         Roff(std::string(kLibexecDirectory) + "/" + kDefinitionsDirectory) +
         "\nDefinitions of command-line engines.\n";
}

}  // namespace

std::string ConfigManPage() {
  std::string page = ".TH SALLYPORT.TOML 5 \"\" \"Sallyport " +
                     Roff(kVersion) + "\" \"Sallyport\"\n";
  page += kManFront;
  page += Heading("TOP OF THE FILE") + Introduction("") + Keys("");
  for (const std::string_view section : PlainSections())
    page += Heading("TABLE [" + std::string(section) + "]") +
            Introduction(section) + Keys(section);
  page += Heading("TABLES [scanner.NAME]") + Introduction("scanner") +
          Keys("scanner") + std::string(kManScannerOptions);
  page += Heading("TABLES [unpacker.NAME]") + Introduction("unpacker") +
          Keys("unpacker");
  page += Heading("TABLES [[domain]]") + Introduction("domain") +
          Keys("domain") + std::string(kManDomainTables);
  page += kManExamples;
  page += Files();
  page += kManBack;
  return page;
}

}  // namespace sallyport
