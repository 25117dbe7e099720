// A file descriptor with an owner: move-only, closed by its destructor.

#ifndef SALLYPORT_BASE_FD_H_
#define SALLYPORT_BASE_FD_H_

#include <unistd.h>

#include <utility>

namespace sallyport {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      Reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

  /// Closes now. The result of close(2) is not looked at: whatever must be
  /// durable is fsynced before.
  void Reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  /// Gives the descriptor up without closing it.
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

}  // namespace sallyport

#endif  // SALLYPORT_BASE_FD_H_
