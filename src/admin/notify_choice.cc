#include "admin/notify_choice.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "admin/notify_automatic.h"
#include "admin/notify_mail.h"
#include "base/escape.h"
#include "mail/finding.h"

namespace sallyport {

namespace {

constexpr std::string_view kRelay = "relay";
constexpr size_t kMostListed = 20;

using List = std::vector<std::string>;

bool Has(const List& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

std::string ShownList(const List& items) {
  std::string text;
  for (size_t i = 0; i < items.size() && i < kMostListed; ++i)
    text += (text.empty() ? "" : ", ") + Shown(items[i]);
  if (items.size() > kMostListed)
    text += ", + " + std::to_string(items.size() - kMostListed);
  return text;
}

class Choice {
 public:
  Choice(const HeldNews& news, const HeldLook& look, NotifySettings* settings,
         const std::function<void(Notice)>& take)
      : news_(news), look_(look), settings_(settings), take_(take) {}

  void All() {
    TellPostmasters();
    for (const std::string& recipient : Recipients()) TellRecipient(recipient);
    TellSender();
  }

 private:
  /// Each once.
  std::set<std::string> Recipients() const {
    const List& all = look_.held.recipients;
    return {all.begin(), all.end()};
  }

  const NoticeSettings& For(const std::string& recipient) {
    return settings_->For(recipient, news_.sender, news_.client);
  }

  Notice Make(NoticeKind kind, const std::string& to,
              const std::string& language) {
    Notice notice;
    notice.kind = kind;
    notice.to = to;
    notice.language = language;
    NoticeFields& fields = notice.fields;
    fields["id"] = Shown(news_.id);
    fields["time"] = Shown(news_.time);
    fields["sender"] = Shown(news_.sender);
    fields["subject"] = Shown(news_.subject);
    fields["category"] = Shown(news_.category);
    const auto& words = settings_->Words(language);
    const auto word = [&words](const std::string& key) {
      const auto found = words.find(key);
      return found == words.end() ? std::string() : found->second;
    };
    fields["reason"] = word(news_.category);
    fields["outcome"] =
        word(news_.action == "hold+reject" ? "refused" : "held");
    return notice;
  }

  /// One to each postmaster, about those recipients whose postmaster it is.
  void TellPostmasters() {
    std::map<std::pair<std::string, std::string>, List> about;
    for (const std::string& recipient : Recipients()) {
      const NoticeSettings& settings = For(recipient);
      if (!Has(settings.tell_postmaster, news_.category)) continue;
      for (const std::string& postmaster : settings.postmaster)
        about[{postmaster, settings.language}].push_back(recipient);
    }
    for (const auto& [to, recipients] : about) {
      Notice notice = Make(NoticeKind::kPostmaster, to.first, to.second);
      notice.fields["recipients"] = ShownList(recipients);
      notice.fields["finding"] = Shown(news_.finding);
      notice.fields["scanner"] = Shown(news_.scanner);
      notice.fields["relay"] = Shown(news_.relay);
      notice.fields["folder"] = Shown(news_.folder);
      take_(std::move(notice));
    }
  }

  void TellRecipient(const std::string& recipient) {
    const NoticeSettings& settings = For(recipient);
    if (Has(settings.tell_recipient, news_.category) &&
        settings_->IsOwn(recipient) && !IsListAddress(recipient))
      take_(Make(NoticeKind::kRecipient, recipient, settings.language));
  }

  /// As the first recipient's settings are: a message has one sender.
  void TellSender() {
    const std::string& sender = look_.held.sender;
    if (news_.client != kRelay || look_.held.recipients.empty() ||
        !settings_->IsOwn(sender) || !IsPersonsAddress(sender))
      return;
    const NoticeSettings& settings = For(look_.held.recipients.front());
    if (!Has(settings.tell_sender, news_.category)) return;
    Notice notice =
        Make(NoticeKind::kSender, sender, settings_->site().language);
    notice.fields["recipients"] = ShownList(look_.held.recipients);
    take_(std::move(notice));
  }

  const HeldNews& news_;
  const HeldLook& look_;
  NotifySettings* settings_;
  const std::function<void(Notice)>& take_;
};

}  // namespace

std::string WhySilent(const HeldNews& news, const HeldLook& look,
                      const NotifySettings& settings) {
  if (news.sender.empty() || look.held.sender.empty())
    return "it has the null sender";
  if (!look.automatic.empty())
    return "it is of a program: " + look.automatic;
  if (settings.IsForging(news.finding))
    return "its sender is forged: " + news.finding;
  for (const Finding& finding : look.held.findings)
    if (settings.IsForging(finding.name))
      return "its sender is forged: " + finding.name;
  return "";
}

void ChooseNotices(const HeldNews& news, const HeldLook& look,
                   NotifySettings* settings,
                   const std::function<void(Notice)>& take) {
  Choice(news, look, settings, take).All();
}

std::vector<std::string> ChooseDigests(const HeldNews& news,
                                       const HeldLook& look,
                                       NotifySettings* settings) {
  List chosen;
  const std::set<std::string> recipients(look.held.recipients.begin(),
                                         look.held.recipients.end());
  for (const std::string& recipient : recipients)
    if (settings->IsOwn(recipient) && !IsListAddress(recipient) &&
        Has(settings->For(recipient, news.sender, news.client).digest,
            news.category))
      chosen.push_back(recipient);
  return chosen;
}

}  // namespace sallyport
