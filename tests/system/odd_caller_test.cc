// Callers that are no qmail-smtpd: closed descriptors, another channel for
// the text, a log that nobody reads, no room and no memory.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "base/escape.h"
#include "base/fd.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"
#include "tests/system/site.h"

using namespace sallyport;
using namespace sallyport::test;

namespace {

struct Sent {
  fake::ClientOutcome outcome;
  std::string log;  // descriptor 2, where `spec` leaves it
};

/// Sends with what `spec` has odd, and these variables.
Sent SendOddly(const Site& site, fake::ClientSpec spec,
               const std::string& message, const Variables& variables = {},
               const Envelope& envelope = {"a@example.net",
                                           {"b@example.com"}}) {
  spec.program = BuildDirectory() + "/bin/sallyport-queue";
  const std::string log = site.Path("gate.err");
  const std::function<void()> more = spec.before_exec;
  const bool own_log = spec.text_fd == 2;
  const std::vector<int> closed = spec.closed;
  spec.before_exec = [&] {
    ::setenv("SALLYPORT_CONFIG", site.Path("etc/live").c_str(), 1);
    for (const auto& [name, value] : variables)
      ::setenv(name.c_str(), value.c_str(), 1);
    if (!own_log && closed.empty()) {
      const int file =
          ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
      ::dup2(file, 2);
    }
    if (more) more();
  };
  WriteWholeFile(log, "");
  fake::QueueClient client;
  REQUIRE(client.Open(spec));
  client.Put(message);
  client.CloseMessage();
  client.PutEnvelope(envelope.Encode());
  return {client.Close(), ReadWholeFile(log)};
}

std::string Forbidden() { return MessageWithAttachment("a.exe", "abc"); }

void SetHardLimit(__rlimit_resource resource, rlim_t value) {
  const struct rlimit limit = {value, value};
  if (::setrlimit(resource, &limit) != 0) ::_exit(126);
}

}  // namespace

TEST_CASE("a closed descriptor 0 or 1 is no message and no envelope") {
  for (const std::vector<int>& closed :
       {std::vector<int>{0}, {1}, {0, 1}, {0, 1, 2}}) {
    CAPTURE(closed.size());
    CAPTURE(closed[0]);
    Site site;
    fake::ClientSpec spec;
    spec.closed = closed;
    const Sent sent = SendOddly(site, spec, PlainMessage());
    CHECK(sent.outcome.end.exited);
    CHECK(sent.outcome.end.code == 54);
    CHECK(sent.outcome.text == "");
    CHECK(site.Queued().empty());
    // Refused before anything was received.
    CHECK(site.Log("messages.log").empty());
  }
}

TEST_CASE("a closed descriptor 2 is no trouble, and is closed again") {
  Site site;
  fake::ClientSpec spec;
  spec.closed = {2};
  CHECK(SendOddly(site, spec, PlainMessage()).outcome.end.Succeeded());
  REQUIRE(site.Queued().size() == 1);
  const std::string found = site.Queued()[0].surroundings;
  CHECK(found.find("\nfd\t1\t") != std::string::npos);
  CHECK(found.find("\nfd\t2\t") == std::string::npos);
}

TEST_CASE("a log that nobody reads any more changes no outcome") {
  Site site;
  fake::ClientSpec spec;
  spec.default_sigpipe = true;
  spec.before_exec = [] {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0 || ::dup2(ends[1], 2) < 0) ::_exit(126);
  };
  CHECK(SendOddly(site, spec, PlainMessage()).outcome.end.Succeeded());
  CHECK(site.Queued().size() == 1);
  const Sent refused = SendOddly(site, spec, Forbidden());
  CHECK(refused.outcome.end.code == 82);
  CHECK(refused.outcome.text.starts_with('D'));
}

TEST_CASE("the channel for the text: by ERROR_FD, or as the config says") {
  Site site;
  fake::ClientSpec five;
  five.text_fd = 5;
  five.before_exec = [] { ::close(6); };
  const Sent by_name = SendOddly(site, five, Forbidden(), {{"ERROR_FD", "5"}});
  CHECK(by_name.outcome.end.code == 82);
  CHECK(by_name.outcome.text.starts_with('D'));
  CHECK(by_name.log.find("hold+reject") != std::string::npos);
  // Not named: it is another pipe of the caller's, and 6 is closed.
  const Sent unnamed = SendOddly(site, five, Forbidden());
  CHECK(unnamed.outcome.end.code == 31);
  CHECK(unnamed.outcome.text == "");

  REQUIRE(site.Configure("[callers]\nerror_fd = 4\nnetwork = []\n")
              .end.Succeeded());
  fake::ClientSpec four;
  four.text_fd = 4;
  const Sent patched = SendOddly(site, four, Forbidden());
  CHECK(patched.outcome.end.code == 82);
  CHECK(patched.outcome.text.starts_with('D'));
  fake::ClientSpec six;
  CHECK(SendOddly(site, six, Forbidden()).outcome.end.code == 31);
}

TEST_CASE("where descriptor 2 is the channel, no log line goes to the client") {
  Site site;
  fake::ClientSpec spec;
  spec.text_fd = 2;
  const Sent sent = SendOddly(site, spec, Forbidden(), {{"ERROR_FD", "2"}});
  CHECK(sent.outcome.end.code == 82);
  CHECK(sent.outcome.text.starts_with('D'));
  CHECK(sent.outcome.text.find("sallyport:") == std::string::npos);
  const Sent passed =
      SendOddly(site, spec, PlainMessage(), {{"ERROR_FD", "2"}});
  CHECK(passed.outcome.end.Succeeded());
  CHECK(passed.outcome.text == "");
}

TEST_CASE("a file in place of the channel is not written to") {
  Site site;
  WriteWholeFile(site.Path("file"), "");
  const Fd file(::open(site.Path("file").c_str(), O_RDWR | O_CLOEXEC));
  fake::ClientSpec spec;
  spec.text_file = file.get();
  CHECK(SendOddly(site, spec, Forbidden()).outcome.end.code == 31);
  CHECK(ReadWholeFile(site.Path("file")).empty());
}

TEST_CASE("a message that cannot be written is exit 53") {
  Site site;
  fake::ClientSpec spec;
  spec.before_exec = [] { SetHardLimit(RLIMIT_FSIZE, 1 << 20); };
  const Sent sent =
      SendOddly(site, spec, PlainMessage(std::string(2 << 20, 'x')));
  CHECK(sent.outcome.end.exited);
  CHECK(sent.outcome.end.code == 53);
  CHECK(sent.outcome.text == "");
  CHECK(site.Queued().empty());
}

#ifndef SALLYPORT_SANITIZED  // a sanitizer can't live with the limit
TEST_CASE("no memory is exit 51") {
  Site site;
  fake::ClientSpec spec;
  spec.before_exec = [] { SetHardLimit(RLIMIT_AS, 48 << 20); };
  Envelope many{"a@example.net", {}};
  for (int i = 0; i < 100000; ++i)
    many.recipients.push_back(std::string(900, 'x') + std::to_string(i));
  const Sent sent = SendOddly(site, spec, PlainMessage(), {}, many);
  CHECK(sent.outcome.end.exited);
  CHECK(sent.outcome.end.code == 51);
  CHECK(site.Queued().empty());
}
#endif
