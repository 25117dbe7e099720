#include "base/result.h"

#include <cerrno>
#include <cstring>

namespace sallyport {

std::string Error::Text() const {
  std::string text = op;
  if (!subject.empty()) text += " " + subject;
  if (err != 0) text += std::string(": ") + std::strerror(err);
  return text;
}

Error SystemError(std::string op, std::string subject) {
  const int err = errno;
  return Error{std::move(op), std::move(subject), err};
}

}  // namespace sallyport
