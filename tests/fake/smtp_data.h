// What a client sends after DATA, undone as qmail-smtpd does: a leading dot
// comes off, CR LF becomes LF, a CR alone stays, a LF alone ends the session
// (https://cr.yp.to/docs/smtplf.html). Counts the trace fields of the header
// on the way (Received and Delivered-To).

#ifndef SALLYPORT_TESTS_FAKE_SMTP_DATA_H_
#define SALLYPORT_TESTS_FAKE_SMTP_DATA_H_

#include <strings.h>

#include <string>

namespace sallyport::fake {

class SmtpData {
 public:
  enum class State { kMore, kEnd, kBareNewline };

  /// Takes one byte; what it yields is appended to `out`.
  State Take(char c, std::string* out) {
    const size_t before = out->size();
    const State state = Undo(c, out);
    for (size_t i = before; i < out->size(); ++i) CountHops((*out)[i]);
    return state;
  }

  int hops() const { return hops_; }

 private:
  enum class At { kLineStart, kText, kCr, kDot, kDotCr };

  State Undo(char c, std::string* out) {
    if (c == '\n') {
      if (at_ == At::kDotCr) return State::kEnd;
      if (at_ != At::kCr) return State::kBareNewline;
      *out += '\n';
      at_ = At::kLineStart;
      return State::kMore;
    }
    switch (at_) {
      case At::kLineStart:
        if (c == '.') {
          at_ = At::kDot;
          return State::kMore;
        }
        break;
      case At::kDot:
        if (c == '\r') {
          at_ = At::kDotCr;
          return State::kMore;
        }
        break;
      case At::kDotCr:
        *out += ".\r";
        break;
      case At::kCr:
        *out += '\r';
        break;
      case At::kText:
        break;
    }
    if (c == '\r') {
      at_ = At::kCr;
    } else {
      *out += c;
      at_ = At::kText;
    }
    return State::kMore;
  }

  void CountHops(char c) {
    constexpr size_t kLongest = 10;
    if (!in_header_) return;
    if (c != '\n') {
      if (line_.size() < kLongest) line_ += c;
      return;
    }
    if (line_.empty()) in_header_ = false;
    if (::strncasecmp(line_.c_str(), "received", 8) == 0 ||
        ::strncasecmp(line_.c_str(), "delivered", 9) == 0)
      ++hops_;
    line_.clear();
  }

  At at_ = At::kLineStart;
  bool in_header_ = true;
  std::string line_;
  int hops_ = 0;
};

}  // namespace sallyport::fake

#endif  // SALLYPORT_TESTS_FAKE_SMTP_DATA_H_
