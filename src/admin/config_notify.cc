#include "admin/config_notify.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "admin/address_pattern.h"
#include "admin/notify_mail.h"
#include "admin/notify_settings.h"
#include "admin/notify_template.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/address.h"
#include "mail/config.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr size_t kMaxLanguageBytes = 32;

/// Keys with what stands under "notify." here and in each [[domain]], as far
/// as it is written.
using Entries = std::vector<std::pair<std::string, const ConfigEntry*>>;

Entries EntriesOf(const CompiledConfig& config, const std::string& name) {
  Entries entries;
  const std::string end = "notify." + name;
  for (const auto& [key, entry] : config.entries)
    if (key == end ||
        (key.starts_with("domain.") && key.ends_with("." + end)))
      entries.emplace_back(key, &entry);
  return entries;
}

bool AnyWritten(const CompiledConfig& config) {
  return std::any_of(config.entries.begin(), config.entries.end(),
                     [](const auto& entry) {
                       return entry.second.origin == Origin::kFile &&
                              entry.first.find("notify.") !=
                                  std::string::npos;
                     });
}

void CheckAddresses(const Compilation& compilation) {
  for (const auto& [key, entry] :
       EntriesOf(*compilation.out, "postmaster"))
    for (const std::string& address : compilation.out->List(key))
      if (!IsPlainAddress(address))
        compilation.Error(key, Quoted(address) + " is not a plain address",
                          "allowed: user@example.org");
  const std::string from = compilation.out->Text("notify.from");
  if (!from.empty() && !IsPlainAddress(from))
    compilation.Error("notify.from", Quoted(from) + " is not a plain address",
                      "allowed: user@example.org");
}

void CompileOwnDomains(const Compilation& compilation) {
  const std::string key = "notify.domains";
  std::vector<std::string> domains = compilation.out->List(key);
  for (std::string& domain : domains) {
    const std::string wrong =
        domain == "<>" ? "is nobody" : AddressPatternMistake(domain);
    if (!wrong.empty())
      compilation.Error(key, Quoted(domain) + " " + wrong,
                        kAddressPatternAllowed);
    domain = LowerCase(domain);
  }
  compilation.out->entries[key].value = FormatConfigList(domains);
  if (!domains.empty()) return;
  for (const char* name : {"tell_recipient", "tell_sender", "digest"})
    for (const auto& [asking, entry] : EntriesOf(*compilation.out, name))
      if (!entry->value.empty())
        compilation.Error(asking, "nobody is of this site",
                          "allowed: with the site's own domains in [notify] "
                          "domains");
}

/// So that a message nobody is to be told of need not be looked up.
void DeriveCategories(const Compilation& compilation) {
  std::set<std::string> named;
  for (const char* name :
       {"tell_postmaster", "tell_recipient", "tell_sender", "digest"})
    for (const auto& [key, entry] : EntriesOf(*compilation.out, name))
      for (const std::string& category : compilation.out->List(key))
        named.insert(category);
  compilation.out->Derive(kNotifyCategories,
                          FormatConfigList({named.begin(), named.end()}),
                          KeyType::kTextList);
}

bool IsLanguageName(const std::string& name) {
  return !name.empty() && name.size() <= kMaxLanguageBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

/// One file of a language; every mistake in it is told with its line.
void CompileTemplate(const Compilation& compilation, const std::string& folder,
                     const std::string& language, std::string_view name,
                     const NoticeKind* kind) {
  const std::string file =
      folder + "/" + language + "/" + std::string(name) + ".txt";
  const std::string key = TemplateKey(language, name);
  const Result<std::string> text =
      ReadFile(AT_FDCWD, file, kMaxTemplateBytes);
  if (!text.ok()) {
    compilation.mistakes->Error(
        compilation.out->PlaceOf("notify.language"), key,
        "cannot be read: " + text.error().Text(),
        "allowed: a folder of templates for each language");
    return;
  }
  const std::vector<TemplateMistake> mistakes =
      kind != nullptr ? CheckTemplate(*kind, text.value())
                      : CheckWords(text.value());
  for (const TemplateMistake& mistake : mistakes) {
    const Place place{file, mistake.line};
    compilation.mistakes->Error(place, key, mistake.wrong, "");
  }
  if (mistakes.empty()) compilation.out->Derive(key, text.value());
}

void CompileLanguage(const Compilation& compilation, const std::string& folder,
                     const std::string& language) {
  for (const NoticeKind kind : kNoticeKinds)
    CompileTemplate(compilation, folder, language, Name(kind), &kind);
  CompileTemplate(compilation, folder, language, kWordsName, nullptr);
}

void CompileTemplates(const Compilation& compilation) {
  std::string folder = compilation.out->Text("notify.templates");
  if (folder.empty()) {
    folder = compilation.context.libexec + "/" + kNoticesDirectory;
    compilation.out->entries["notify.templates"].value = folder;
    // Where nothing is asked for, what is not installed is not missed.
    if (!OpenDirectory(folder).ok() && !AnyWritten(*compilation.out)) return;
  } else if (folder.front() != '/') {
    compilation.Error("notify.templates",
                      Quoted(folder) + " is not an absolute path",
                      "allowed: an absolute path");
    return;
  }
  std::set<std::string> languages;
  for (const auto& [key, entry] : EntriesOf(*compilation.out, "language")) {
    if (!IsLanguageName(entry->value))
      compilation.Error(key, Quoted(entry->value) + " is no folder's name",
                        "allowed: letters, digits and dashes");
    else
      languages.insert(entry->value);
  }
  for (const std::string& language : languages)
    CompileLanguage(compilation, folder, language);
}

}  // namespace

std::vector<std::string_view> NotifyKeysOfDomain() {
  return {"postmaster",  "tell_postmaster", "tell_recipient",
          "tell_sender", "digest",          "language"};
}

void CompileNotify(const Compilation& compilation) {
  CheckAddresses(compilation);
  CompileOwnDomains(compilation);
  DeriveCategories(compilation);
  CompileTemplates(compilation);
}

}  // namespace sallyport
