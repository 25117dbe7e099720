// A server that a test starts on the loopback and stops again.

#ifndef SALLYPORT_TESTS_SYSTEM_SERVER_H_
#define SALLYPORT_TESTS_SYSTEM_SERVER_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace sallyport::test {

class Server {
 public:
  /// Starts the program in a process group of its own. Its output goes to the
  /// file `output`, descriptor 2 to `log`. Without `port`, the first line of
  /// output is the port; waits until that takes connections.
  Server(const std::vector<std::string>& arguments, const std::string& output,
         const std::string& log, std::string port = "");
  Server(Server&& other) noexcept;
  Server& operator=(Server&&) = delete;
  /// Ends the whole group and reaps it.
  ~Server();

  const std::string& port() const { return port_; }

  static std::string FreePort();
  static uid_t UserId(const std::string& name);

 private:
  pid_t pid_ = -1;
  std::string port_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SYSTEM_SERVER_H_
