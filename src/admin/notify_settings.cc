#include "admin/notify_settings.h"

#include <algorithm>
#include <optional>

#include "admin/notify_automatic.h"
#include "mail/address.h"
#include "mail/domain_table.h"

namespace sallyport {

namespace {

/// What the table at `prefix` sets; `base` where it sets nothing.
NoticeSettings Read(Config* config, const std::string& prefix,
                    NoticeSettings base) {
  const auto list = [&](const char* name, std::vector<std::string>* into) {
    const std::string key = prefix + "notify." + name;
    if (prefix.empty() || config->Find(key)) *into = config->List(key);
  };
  list("postmaster", &base.postmaster);
  list("tell_postmaster", &base.tell_postmaster);
  list("tell_recipient", &base.tell_recipient);
  list("tell_sender", &base.tell_sender);
  list("digest", &base.digest);
  const std::string language = prefix + "notify.language";
  if (prefix.empty() || config->Find(language))
    base.language = config->Text(language);
  return base;
}

}  // namespace

std::string TemplateKey(const std::string& language, std::string_view name) {
  return "notice." + language + "." + std::string(name);
}

NotifySettings::NotifySettings(Config* config)
    : config_(config),
      site_(Read(config, "", NoticeSettings())),
      from_(config->Text("notify.from")),
      host_(config->Text("hostname")),
      named_(config->List(kNotifyCategories)),
      domains_(config->List("notify.domains")),
      forging_(config->List("notify.forging")),
      down_seconds_(config->Number("notify.down_seconds")),
      digest_items_(
          static_cast<size_t>(config->Number("notify.digest_items"))) {
  limits_.to_one = static_cast<size_t>(config->Number("notify.per_hour"));
  limits_.in_all = static_cast<size_t>(config->Number("notify.all_per_hour"));
  if (from_.empty()) from_ = "postmaster@" + host_;
}

const NoticeSettings& NotifySettings::For(const std::string& recipient,
                                          std::string_view sender,
                                          std::string_view client) {
  const std::string number =
      DomainTableFor(config_, recipient, sender, client);
  if (number.empty()) return site_;
  const std::string prefix = "domain." + number + ".";
  const auto known = tables_.find(prefix);
  if (known != tables_.end()) return known->second;
  return tables_.emplace(prefix, Read(config_, prefix, site_)).first->second;
}

bool NotifySettings::MayMatter(const std::string& category) const {
  return std::find(named_.begin(), named_.end(), category) != named_.end();
}

bool NotifySettings::IsOwn(std::string_view address) const {
  return address.find('@') != std::string_view::npos &&
         AddressListed(address, domains_);
}

bool NotifySettings::IsForging(std::string_view finding) const {
  return std::any_of(forging_.begin(), forging_.end(),
                     [finding](const std::string& pattern) {
                       return MatchesPattern(pattern, finding);
                     });
}

std::string NotifySettings::Template(const std::string& language,
                                     NoticeKind kind) const {
  return std::string(
      config_->Find(TemplateKey(language, Name(kind))).value_or(""));
}

const std::map<std::string, std::string>& NotifySettings::Words(
    const std::string& language) {
  const auto known = words_.find(language);
  if (known != words_.end()) return known->second;
  return words_
      .emplace(language,
               ParseWords(config_->Find(TemplateKey(language, kWordsName))
                              .value_or("")))
      .first->second;
}

std::vector<std::string> NotifySettings::RequiredScanners() {
  std::vector<std::string> required;
  for (const std::string& name : config_->ScannerNames()) {
    const std::string key = "scanner." + name + ".required";
    if (name == "policy" || !config_->Find(key) || config_->Flag(key))
      required.push_back(name);
  }
  return required;
}

}  // namespace sallyport
