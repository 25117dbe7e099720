// Whom a held message is told to, by the settings and what is known of it.

#include "admin/notify_choice.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/admin/notify_site.h"

namespace sallyport::test {
namespace {

constexpr char kAll[] = R"(postmaster = ["boss@example.com"]
domains = ["Example.COM", "one@example.org"]
tell_postmaster = ["virus"]
tell_recipient = ["virus"]
tell_sender = ["virus"]
digest = ["spam"]
)";

HeldNews SomeNews() {
  HeldNews news;
  news.id = "20261121.1";
  news.sender = "user@example.com";
  news.subject = "a\nsubject";
  news.action = "hold";
  news.category = "virus";
  news.finding = "Eicar";
  news.client = "relay";
  return news;
}

HeldLook LookOf(const HeldNews& news,
                const std::vector<std::string>& recipients) {
  HeldLook look;
  look.held.sender = news.sender;
  look.held.recipients = recipients;
  Finding finding;
  finding.name = news.finding;
  look.held.findings = {finding};
  return look;
}

/// "kind to" of each, sorted.
std::vector<std::string> Chosen(NoticeSite* site, const HeldNews& news,
                                const std::vector<std::string>& recipients) {
  std::vector<std::string> chosen;
  ChooseNotices(news, LookOf(news, recipients), site->settings(),
                [&chosen](const Notice& notice) {
                  chosen.push_back(std::string(Name(notice.kind)) + " " +
                                   notice.to);
                });
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

using List = std::vector<std::string>;

TEST_CASE("all who are named are told, each once") {
  NoticeSite site(kAll);
  CHECK(Chosen(&site, SomeNews(),
               {"a@example.com", "a@example.com", "b@Sub.Example.com",
                "one@example.org", "two@example.org", "far@example.net",
                "list-request@example.com", "example.com"}) ==
        List{"postmaster boss@example.com", "recipient a@example.com",
             "recipient b@Sub.Example.com", "recipient one@example.org",
             "sender user@example.com"});
}

TEST_CASE("what is told has no control characters, and words for a person") {
  NoticeSite site(kAll);
  int notices = 0;
  ChooseNotices(SomeNews(), LookOf(SomeNews(), {"a@example.com"}),
                site.settings(), [&notices](const Notice& notice) {
                  ++notices;
                  CHECK(notice.fields.at("subject") == "a\\nsubject");
                  CHECK(notice.fields.at("reason") ==
                        "a scanner found harmful software in it");
                  CHECK(notice.fields.count("finding") ==
                        (notice.kind == NoticeKind::kPostmaster));
                });
  CHECK(notices == 3);
}

TEST_CASE("a sender is told only of class relay and of the site's own") {
  NoticeSite site(kAll);
  const auto told = [&site](const HeldNews& news) {
    const List chosen = Chosen(&site, news, {"far@example.net"});
    return std::any_of(chosen.begin(), chosen.end(), [](const auto& one) {
      return one.starts_with("sender ");
    });
  };
  HeldNews news = SomeNews();
  CHECK(told(news));
  for (const char* client : {"network", "local", "", "RELAY", "relays"}) {
    news.client = client;
    CHECK(!told(news));
  }
  news = SomeNews();
  for (const char* sender :
       {"user@example.net", "user@notexample.com", "", "user", "example.com",
        "@example.com", "MAILER-DAEMON@example.com", "two@example.org",
        "list-request@example.com", "user@example.com@example.net"}) {
    news.sender = sender;
    CHECK(!told(news));
  }
  news = SomeNews();
  news.category = "spam";
  CHECK(!told(news));
}

TEST_CASE("nobody is told of the null sender, a program, a forged sender") {
  NoticeSite site(std::string(kAll) + "forging = [\"*Worm*\"]\n");
  const auto silent = [&site](const HeldNews& news, const HeldLook& look) {
    return WhySilent(news, look, *site.settings());
  };
  HeldNews news = SomeNews();
  HeldLook look = LookOf(news, {"a@example.com"});
  CHECK(silent(news, look) == "");
  look.automatic = "list-id";
  CHECK(silent(news, look) == "it is of a program: list-id");
  look = LookOf(news, {"a@example.com"});
  Finding worm;
  worm.name = "w32.WORM.x";
  look.held.findings.push_back(worm);
  CHECK(silent(news, look) == "its sender is forged: w32.WORM.x");
  look = LookOf(news, {"a@example.com"});
  news.finding = "worm";
  CHECK(silent(news, look) != "");
  news = SomeNews();
  news.sender = "";
  CHECK(silent(news, look) == "it has the null sender");
  news = SomeNews();
  look.held.sender = "";
  CHECK(silent(news, look) == "it has the null sender");
}

TEST_CASE("a digest is for the site's own recipients and the categories") {
  NoticeSite site(std::string(kAll) + R"([[domain]]
recipient = "none.example.com"
notify.digest = []
)");
  HeldNews news = SomeNews();
  const List recipients = {"a@example.com", "b@none.example.com",
                           "far@example.net", "a@example.com",
                           "list-request@example.com"};
  const HeldLook look = LookOf(news, recipients);
  CHECK(ChooseDigests(news, look, site.settings()).empty());
  news.category = "spam";
  CHECK(ChooseDigests(news, look, site.settings()) == List{"a@example.com"});
  // The null sender and programs are in it, too.
  news.sender = "";
  CHECK(ChooseDigests(news, look, site.settings()).size() == 1);
}

TEST_CASE("the first domain table that fits counts, as for the gate") {
  NoticeSite site(std::string(kAll) + R"([[domain]]
recipient = "one@example.com"
client = "network"
notify.postmaster = ["net@example.com"]
[[domain]]
recipient = "one@example.com"
sender = "friend.example.net"
notify.postmaster = ["friends@example.com"]
[[domain]]
recipient = "example.com"
notify.postmaster = ["domain@example.com", "second@example.com"]
notify.tell_recipient = []
[[domain]]
client = "local"
notify.tell_postmaster = []
)");
  const auto postmasters = [&site](const std::string& to,
                                   const std::string& sender,
                                   const std::string& client) {
    return site.settings()->For(to, sender, client).postmaster.front();
  };
  CHECK(postmasters("one@example.com", "x@y", "network") ==
        "net@example.com");
  CHECK(postmasters("one-ext@example.com", "x@y", "network") ==
        "net@example.com");
  CHECK(postmasters("one@example.com", "x@friend.example.net", "relay") ==
        "friends@example.com");
  CHECK(postmasters("one@example.com", "x@y", "relay") ==
        "domain@example.com");
  CHECK(postmasters("two@a.example.com", "x@y", "network") ==
        "domain@example.com");
  CHECK(postmasters("far@example.net", "x@y", "local") == "boss@example.com");
  CHECK(site.settings()
            ->For("far@example.net", "x@y", "local")
            .tell_postmaster.empty());
  CHECK(site.settings()->For("a@example.com", "x@y", "").tell_recipient
            .empty());
  CHECK(Chosen(&site, SomeNews(), {"two@example.com", "far@example.net"}) ==
        List{"postmaster boss@example.com", "postmaster domain@example.com",
             "postmaster second@example.com", "sender user@example.com"});
}

}  // namespace
}  // namespace sallyport::test
