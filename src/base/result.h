// Errors as values. An operation that can fail returns Result<T> (or Status,
// when there is nothing to return); the Error inside names the call that
// failed, what it was applied to, and errno.
//
// Nothing here throws. Reading value() of a failed Result ends the process.

#ifndef SALLYPORT_BASE_RESULT_H_
#define SALLYPORT_BASE_RESULT_H_

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace sallyport {

/// What failed: `op` (a system call or a step), `subject` (the file or thing
/// it was applied to), `err` (errno, or 0 where the failure is not the
/// kernel's: a malformed record, a refused value).
struct Error {
  std::string op;
  std::string subject;
  int err = 0;

  /// "op subject: reason", for a log or a person. Not escaped.
  std::string Text() const;
};

/// An Error from errno as it stands now.
Error SystemError(std::string op, std::string subject);

/// An Error whose cause is in the bytes, not in the kernel.
inline Error FormatError(std::string op, std::string subject) {
  return Error{std::move(op), std::move(subject), 0};
}

/// A value of type T, or the Error that prevented it.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT: by design
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: by design

  bool ok() const { return state_.index() == 0; }
  T& value() {
    if (!ok()) std::abort();
    return *std::get_if<0>(&state_);
  }
  const T& value() const {
    if (!ok()) std::abort();
    return *std::get_if<0>(&state_);
  }
  const Error& error() const {
    if (ok()) std::abort();
    return *std::get_if<1>(&state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// Success, or the Error that prevented it.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Error error) : failed_(true), error_(std::move(error)) {}  // NOLINT

  bool ok() const { return !failed_; }
  const Error& error() const { return error_; }

 private:
  bool failed_ = false;
  Error error_;
};

}  // namespace sallyport

#endif  // SALLYPORT_BASE_RESULT_H_
