// What the configuration says of notices, for the site and for one recipient:
// the first [[domain]] table that fits stands above [notify], as it does for
// the gate (inspect/settings.h).

#ifndef SALLYPORT_ADMIN_NOTIFY_SETTINGS_H_
#define SALLYPORT_ADMIN_NOTIFY_SETTINGS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "admin/notify_rate.h"
#include "admin/notify_template.h"
#include "mail/config.h"

namespace sallyport {

/// What may differ by recipient. Lists of categories by their names.
struct NoticeSettings {
  std::vector<std::string> postmaster;
  std::vector<std::string> tell_postmaster;
  std::vector<std::string> tell_recipient;
  std::vector<std::string> tell_sender;
  std::vector<std::string> digest;
  std::string language;
};

class NotifySettings {
 public:
  explicit NotifySettings(Config* config);

  const NoticeSettings& site() const { return site_; }
  const NoticeSettings& For(const std::string& recipient,
                            std::string_view sender, std::string_view client);

  const RateLimits& limits() const { return limits_; }
  const std::string& from() const { return from_; }
  const std::string& host() const { return host_; }
  int64_t down_seconds() const { return down_seconds_; }
  size_t digest_items() const { return digest_items_; }

  /// True if anybody, in any [[domain]], is to be told of this category.
  bool MayMatter(const std::string& category) const;

  /// True if the address is the site's own, by notify.domains.
  bool IsOwn(std::string_view address) const;
  /// True if the signature is one of those that come with forged senders.
  bool IsForging(std::string_view finding) const;

  /// A template or the words of a language; empty if there is none.
  std::string Template(const std::string& language, NoticeKind kind) const;
  const std::map<std::string, std::string>& Words(const std::string& language);

  /// Scanners whose failure defers mail.
  std::vector<std::string> RequiredScanners();

 private:
  Config* config_;
  NoticeSettings site_;
  std::map<std::string, NoticeSettings> tables_;
  std::map<std::string, std::map<std::string, std::string>> words_;
  RateLimits limits_;
  std::string from_;
  std::string host_;
  std::vector<std::string> named_;  // categories
  std::vector<std::string> domains_;
  std::vector<std::string> forging_;
  int64_t down_seconds_ = 0;
  size_t digest_items_ = 0;
};

/// The key of config.cdb for all categories that are named anywhere.
inline constexpr const char* kNotifyCategories = "notify.categories";

/// The key of config.cdb that a template lies under.
std::string TemplateKey(const std::string& language, std::string_view name);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_NOTIFY_SETTINGS_H_
