// smtpd [QUEUE-PROGRAM]: an SMTP server in front of a queue program, doing as
// qmail-smtpd does where a QMAILQUEUE program can tell: it is started before
// DATA is answered, gets the trace field and the message as they come, and
// its exit code and text become the client's answer. To be run by tcpserver,
// or with a connection on descriptors 0 and 1.
//
// Environment: QMAILQUEUE (else the argument), TCPREMOTEIP, TCPREMOTEHOST,
// TCPREMOTEINFO, TCPLOCALHOST, TCPLOCALIP, RELAYCLIENT, DATABYTES. It relays
// for everybody: no rcpthosts.

#include <poll.h>
#include <strings.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "mail/envelope.h"
#include "tests/fake/queue_answer.h"
#include "tests/fake/queue_client.h"
#include "tests/fake/smtp_data.h"

namespace sallyport::fake {

namespace {

constexpr int kTimeoutMs = 1200 * 1000;
constexpr int kMaxHops = 100;
constexpr size_t kMaxAddress = 900;
constexpr size_t kMaxCommand = 8192;
constexpr size_t kPieceBytes = 4096;

std::string Variable(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

/// Replies are gathered and go out before the next wait for the client
/// (PIPELINING, RFC 2920). The session ends with the connection: whatever
/// pipes are open then close without an end of the envelope.
class Connection {
 public:
  void Reply(std::string_view line) {
    out_ += line;
    out_ += "\r\n";
  }

  void Flush() {
    while (!out_.empty()) {
      const ssize_t n = ::write(1, out_.data(), out_.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) ::_exit(1);
      out_.erase(0, static_cast<size_t>(n));
    }
  }

  char Next() {
    if (at_ == in_.size()) Fill();
    return in_[at_++];
  }

  [[noreturn]] void End(std::string_view line, int code) {
    Reply(line);
    Flush();
    ::_exit(code);
  }

 private:
  void Fill() {
    Flush();
    struct pollfd wanted = {0, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, kTimeoutMs);
    if (ready == 0) End("451 timeout (#4.4.2)", 1);
    in_.resize(kPieceBytes);
    at_ = 0;
    const ssize_t n = ::read(0, in_.data(), in_.size());
    if (n <= 0) ::_exit(1);
    in_.resize(static_cast<size_t>(n));
  }

  std::string in_;
  size_t at_ = 0;
  std::string out_;
};

/// "FROM:<a@b> SIZE=3": the address, without quotes and source route.
std::string ParseAddress(std::string_view text) {
  char terminator = '>';
  size_t start = text.find('<');
  if (start == std::string_view::npos) {
    terminator = ' ';
    start = text.find(':');
    text.remove_prefix(start == std::string_view::npos ? text.size()
                                                       : start + 1);
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  } else {
    text.remove_prefix(start + 1);
  }
  if (!text.empty() && text[0] == '@')
    text.remove_prefix(std::min(text.find(':'), text.size() - 1) + 1);
  std::string address;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      address += text[++i];
    else if (text[i] == '"')
      quoted = !quoted;
    else if (text[i] == terminator && !quoted)
      break;
    else
      address += text[i];
  }
  return address;
}

/// Bytes that could break a trace field become "?".
std::string Printable(std::string text) {
  for (char& c : text)
    if (c < '!' || c > '~' || c == '(' || c == ')' || c == '\\') c = '?';
  return text;
}

class Session {
 public:
  explicit Session(std::string program) : program_(std::move(program)) {}

  [[noreturn]] void Run() {
    client_.Reply("220 " + name_ + " ESMTP");
    for (;;) Command(ReadCommand());
  }

 private:
  std::string ReadCommand() {
    std::string line;
    for (;;) {
      const char c = client_.Next();
      if (c == '\n') break;
      if (line.size() == kMaxCommand)
        client_.End("421 out of memory (#4.3.0)", 1);
      line += c;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }

  void Command(const std::string& line) {
    const size_t blank = std::min(line.find(' '), line.size());
    const std::string verb = line.substr(0, blank);
    const std::string rest = line.substr(std::min(blank + 1, line.size()));
    const auto is = [&](const char* name) {
      return ::strcasecmp(verb.c_str(), name) == 0;
    };
    if (is("helo") || is("ehlo")) return Hello(is("ehlo"), rest);
    if (is("mail")) return Mail(rest);
    if (is("rcpt")) return Recipient(rest);
    if (is("data")) return Data();
    if (is("quit")) client_.End("221 " + name_, 0);
    if (is("rset")) {
      have_sender_ = false;
      return client_.Reply("250 flushed");
    }
    if (is("noop")) return client_.Reply("250 ok");
    if (is("vrfy"))
      return client_.Reply("252 send some mail, i'll try my best");
    if (is("help")) return client_.Reply("214 https://notqmail.org");
    client_.Reply("502 unimplemented (#5.5.1)");
  }

  void Hello(bool extended, const std::string& who) {
    helo_ = who;
    have_sender_ = false;
    if (!extended) return client_.Reply("250 " + name_);
    client_.Reply("250-" + name_);
    client_.Reply("250-PIPELINING");
    client_.Reply("250-SIZE " + std::to_string(most_bytes_));
    client_.Reply("250 8BITMIME");
  }

  void Mail(const std::string& rest) {
    const std::string address = ParseAddress(rest);
    if (address.size() > kMaxAddress)
      return client_.Reply("555 syntax error (#5.5.4)");
    const size_t size = rest.find(" SIZE=");
    if (most_bytes_ > 0 && size != std::string::npos &&
        std::strtoull(rest.c_str() + size + 6, nullptr, 10) > most_bytes_)
      return TooLarge();
    envelope_ = Envelope{address, {}};
    have_sender_ = true;
    client_.Reply("250 ok");
  }

  void Recipient(const std::string& rest) {
    if (!have_sender_) return client_.Reply("503 MAIL first (#5.5.1)");
    const std::string address = ParseAddress(rest);
    if (address.size() > kMaxAddress)
      return client_.Reply("555 syntax error (#5.5.4)");
    envelope_.recipients.push_back(address + Variable("RELAYCLIENT", ""));
    client_.Reply("250 ok");
  }

  void TooLarge() {
    client_.Reply(
        "552 sorry, that message size exceeds my databytes limit (#5.3.4)");
  }

  std::string TraceField() const {
    const std::string host = Variable("TCPREMOTEHOST", "unknown");
    const std::string user = Variable("TCPREMOTEINFO", "");
    std::string field = "Received: from " + Printable(host);
    if (!helo_.empty() && ::strcasecmp(helo_.c_str(), host.c_str()) != 0)
      field += " (HELO " + Printable(helo_) + ")";
    field += " (" + (user.empty() ? "" : Printable(user) + "@");
    field += Printable(Variable("TCPREMOTEIP", "unknown")) + ")\n  by ";
    return field + Printable(name_) + " with SMTP; " + MailDate(Now()) + "\n";
  }

  void Data() {
    if (!have_sender_) return client_.Reply("503 MAIL first (#5.5.1)");
    if (envelope_.recipients.empty())
      return client_.Reply("503 RCPT first (#5.5.1)");
    have_sender_ = false;
    QueueClient queue;
    ClientSpec spec;
    spec.program = program_;
    if (!queue.Open(spec)) return client_.Reply("451 qqt failure (#4.3.0)");
    client_.Reply("354 go ahead");
    queue.Put(TraceField());
    bool too_large = false;
    const int hops = CopyMessage(&queue, &too_large);
    if (hops >= kMaxHops || too_large) queue.Fail();
    queue.CloseMessage();
    queue.PutEnvelope(envelope_.Encode());
    const std::string answer = QueueAnswer(queue.Close());
    if (answer.empty())
      return client_.Reply("250 ok " + std::to_string(::time(nullptr)) +
                           " qp " + std::to_string(queue.pid()));
    if (hops >= kMaxHops)
      return client_.Reply(
          "554 too many hops, this message is looping (#5.4.6)");
    if (too_large) return TooLarge();
    client_.Reply((answer[0] == 'D' ? "554 " : "451 ") + answer.substr(1));
  }

  /// To the dot. Returns the number of trace fields.
  int CopyMessage(QueueClient* queue, bool* too_large) {
    SmtpData data;
    std::string piece;
    uint64_t bytes = 0;
    for (;;) {
      const SmtpData::State state = data.Take(client_.Next(), &piece);
      if (state == SmtpData::State::kBareNewline)
        client_.End("451 See https://cr.yp.to/docs/smtplf.html.", 1);
      if (piece.size() < kPieceBytes && state == SmtpData::State::kMore)
        continue;
      bytes += piece.size();
      if (most_bytes_ > 0 && bytes > most_bytes_) {
        *too_large = true;
        queue->Fail();
      }
      queue->Put(piece);
      piece.clear();
      if (state == SmtpData::State::kEnd) return data.hops();
    }
  }

  std::string program_;
  Connection client_;
  std::string name_ =
      Variable("TCPLOCALHOST", Variable("TCPLOCALIP", "unknown").c_str());
  uint64_t most_bytes_ =
      std::strtoull(Variable("DATABYTES", "0").c_str(), nullptr, 10);
  std::string helo_;
  bool have_sender_ = false;
  Envelope envelope_;
};

}  // namespace

}  // namespace sallyport::fake

int main(int argc, char** argv) {
  using namespace sallyport::fake;
  ::signal(SIGPIPE, SIG_IGN);
  const char* variable = std::getenv("QMAILQUEUE");
  if (variable == nullptr && argc < 2) return 100;
  Session(variable != nullptr ? variable : argv[1]).Run();
}
