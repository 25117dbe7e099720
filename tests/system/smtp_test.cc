// The whole path over SMTP: tcpserver with tcprules that set QMAILQUEUE, an
// SMTP server that does as qmail-smtpd, and qpsmtpd.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>

#include "base/fd.h"
#include "tests/system/server.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

constexpr int kAccepted = 0;
constexpr int kPermanent = 1;
constexpr int kTemporary = 2;

/// tcpserver on a free port of the loopback, its rules from `rules`.
class SmtpServer {
 public:
  SmtpServer(Site* site, const std::string& variables)
      : site_(site), server_(Start(site, variables)) {}

  /// Sends one message; what smtp_client ended with.
  int Send(const std::string& message, std::string* conversation = nullptr) {
    WriteWholeFile(site_->Path("mail"), message);
    const std::string command =
        BuildDirectory() + "/tests/fake/smtp_client 127.0.0.1 " +
        server_.port() + " sender@example.net user@example.com < " +
        site_->Path("mail") + " > " + site_->Path("conversation");
    const int status = std::system(command.c_str());
    if (conversation != nullptr)
      *conversation = ReadWholeFile(site_->Path("conversation"));
    return WEXITSTATUS(status);
  }

 private:
  static Server Start(Site* site, const std::string& variables) {
    WriteWholeFile(site->Path("rules"),
                   "127.:allow,QMAILQUEUE=\"" + BuildDirectory() +
                       "/bin/sallyport-queue\",SALLYPORT_CONFIG=\"" +
                       site->Path("etc/live") + "\"" + variables + "\n");
    const std::string command = "tcprules " + site->Path("rules.cdb") + " " +
                                site->Path("rules.tmp") + " < " +
                                site->Path("rules");
    REQUIRE(std::system(command.c_str()) == 0);
    return Server({"/usr/bin/tcpserver", "-1", "-H", "-R", "-l", "mx.example",
                   "-x", site->Path("rules.cdb"), "127.0.0.1", "0",
                   BuildDirectory() + "/tests/fake/smtpd"},
                  site->Path("port"), site->Path("server.log"));
  }

  Site* site_;
  Server server_;
};

}  // namespace

TEST_CASE("over SMTP: delivered, refused for good, deferred") {
  Site site(
      "scanners = [\"policy\", \"bad\"]\n[scanner.bad]\nprogram = \"" +
      BuildDirectory() +
      "/tests/fake/scanner_misbehave\"\nseconds = 1\ndo = \"virus\"\n");
  SmtpServer server(&site, "");
  std::string conversation;
  CHECK(server.Send(PlainMessage(), &conversation) == kAccepted);
  CHECK(conversation.find("250 ok ") != std::string::npos);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.find("\nReceived: from unknown (HELO "
                                      "client.example) (127.0.0.1)") !=
        std::string::npos);
  CHECK(site.Queued()[0].message.ends_with(PlainMessage()));

  CHECK(server.Send(MessageWithAttachment("a.exe", "x"), &conversation) ==
        kPermanent);
  CHECK(conversation.find("S: 554 message refused by the policy") !=
        std::string::npos);
  CHECK(site.Held(".attachment").size() == 1);
  CHECK(server.Send(MessageWithAttachment("a.txt", "SALLYPORT-TEST-VIRUS")) ==
        kPermanent);
  CHECK(site.Held(".virus").size() == 1);

  REQUIRE(site.Configure("scanners = [\"policy\", \"bad\"]\n[scanner.bad]\n"
                         "program = \"" +
                         BuildDirectory() +
                         "/tests/fake/scanner_misbehave\"\nseconds = 1\n"
                         "do = \"hang\"\n")
              .end.Succeeded());
  CHECK(server.Send(PlainMessage(), &conversation) == kTemporary);
  CHECK(conversation.find("S: 451 message cannot be checked now") !=
        std::string::npos);
  CHECK(site.Queued().size() == 1);
  CHECK(site.Log("messages.log").size() == 4);
  for (const Row& row : site.Log("messages.log"))
    CHECK(row.at("relay") == "127.0.0.1");
}

TEST_CASE("tcprules narrow the scanners of a client, as the config allows") {
  const std::string settings =
      "scanners = [\"policy\", \"bad\"]\n[scanner.bad]\nprogram = \"" +
      BuildDirectory() + "/tests/fake/scanner_misbehave\"\ndo = \"exit1\"\n";
  const std::string callers = "[callers]\nnetwork = [\"" +
                              std::to_string(::getuid()) + "\"]\n";
  struct Row {
    const char* variables;
    bool allow_none;
    int end;
  };
  for (const Row& row :
       {Row{",SALLYPORT_SCANNERS=\"policy\"", false, kAccepted},
        Row{",SALLYPORT_SCANNERS=\"policy,bad\"", false, kTemporary},
        Row{",SALLYPORT_SCANNERS=\"bad\"", false, kTemporary},
        Row{",SALLYPORT_SCANNERS=\"other\"", false, kTemporary},
        Row{",SALLYPORT_SCANNERS=\"\"", false, kTemporary},
        Row{",SALLYPORT_SCANNERS=\"none\"", false, kTemporary},
        Row{",SALLYPORT_SCANNERS=\"none\"", true, kAccepted},
        Row{",SALLYPORT_SPAM=\"on\"", false, kTemporary}}) {
    CAPTURE(row.variables);
    Site site(settings + callers +
              (row.allow_none ? "allow_none = true\n" : ""));
    SmtpServer server(&site, row.variables);
    CHECK(server.Send(PlainMessage()) == row.end);
    CHECK(site.Queued().size() == (row.end == kAccepted ? 1 : 0));
  }
}

TEST_CASE("tcprules that leave no scanner do not narrow") {
  const std::string uid = std::to_string(::getuid());
  Site site("scanners = [\"policy\", \"bad\"]\n[scanner.bad]\nprogram = \"" +
            BuildDirectory() +
            "/tests/fake/scanner_misbehave\"\ndo = \"clean\"\n"
            "[callers]\nnetwork = [\"" + uid + "\"]\n"
            "[[domain]]\nrecipient = [\"example.com\"]\n"
            "scanners = [\"policy\"]\n");
  SendSpec spec;
  spec.environment = {{"SALLYPORT_SCANNERS", "bad"}};
  const SendOutcome outcome =
      site.Send(MessageWithAttachment("a.exe", "x"), spec);
  INFO(outcome.log);
  CHECK(outcome.end.code == 82);
  CHECK(site.Queued().empty());
}

TEST_CASE("qpsmtpd hands on and defers") {
  if (!fs::exists("/usr/bin/qpsmtpd-forkserver") || ::getuid() != 0) {
    MESSAGE("skipped: needs root and the package qpsmtpd");
    return;
  }
  Site site;
  // It runs as a user of its own, who must reach the site and store there.
  const std::string uid = std::to_string(Server::UserId("nobody"));
  REQUIRE(site.Configure("[callers]\nnetwork = [" + uid + "]\n")
              .end.Succeeded());
  const std::string everybody = "chmod -R a+rwX " + site.path();
  REQUIRE(std::system(everybody.c_str()) == 0);
  fs::create_directory(site.Path("qp"));
  WriteWholeFile(site.Path("qp/plugins"),
                 "rcpt_ok\nqueue/qmail-queue " + BuildDirectory() +
                     "/bin/sallyport-queue\n");
  WriteWholeFile(site.Path("qp/rcpthosts"), "example.com\n");
  WriteWholeFile(site.Path("qp/me"), "mx.example\n");
  WriteWholeFile(site.Path("qp/spool_dir"), site.Path("qp/spool") + "\n");
  WriteWholeFile(site.Path("qp/plugin_dirs"), "/usr/share/qpsmtpd/plugins\n");
  fs::create_directory(site.Path("qp/spool"));
  REQUIRE(std::system(("chown -R nobody " + site.Path("qp") + " && chmod 700 " +
                       site.Path("qp/spool"))
                          .c_str()) == 0);
  const std::string port = Server::FreePort();
  Server server({"/usr/bin/env", "QPSMTPD_CONFIG=" + site.Path("qp"),
                 "SALLYPORT_CONFIG=" + site.Path("etc/live"),
                 "/usr/bin/qpsmtpd-forkserver", "--listen-address",
                 "127.0.0.1", "--port", port, "--user", "nobody"},
                site.Path("server.out"), site.Path("server.log"), port);
  const auto send = [&](const std::string& message) {
    WriteWholeFile(site.Path("mail"), message);
    return WEXITSTATUS(std::system(
        (BuildDirectory() + "/tests/fake/smtp_client 127.0.0.1 " + port +
         " sender@example.net user@example.com < " + site.Path("mail") +
         " > " + site.Path("conversation"))
            .c_str()));
  };
  const int clean = send(PlainMessage());
  INFO(ReadWholeFile(site.Path("conversation")));
  INFO(ReadWholeFile(site.Path("server.log")));
  CHECK(clean == kAccepted);
  REQUIRE(site.Queued().size() == 1);
  CHECK(site.Queued()[0].message.ends_with(PlainMessage()));
  // Its queue plugin relays no permanent refusal: the sender tries again, and
  // the message is held once.
  CHECK(send(MessageWithAttachment("a.exe", "x")) == kTemporary);
  CHECK(site.Held(".attachment").size() == 1);
  CHECK(site.Queued().size() == 1);
}
