// A system call filter as plain BPF: short enough to read against seccomp(2)
// without a compiler for it. Calls of another architecture kill.

#ifndef SALLYPORT_JAIL_FILTER_H_
#define SALLYPORT_JAIL_FILTER_H_

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>

namespace sallyport::jail {

/// The calls that came after libc's headers (musl 1.2.3) are as on a kernel
/// without them: what they will do, no list can know. No list knows one.
inline constexpr unsigned kFirstYoungCall = SYS_landlock_restrict_self + 1;
inline constexpr size_t kCalls = kFirstYoungCall;

enum class Half { kLow, kHigh };

/// A program of BPF, built from its end to its front, as its jumps go only
/// ahead: what is jumped to stands already, and has a place.
class Filter {
 public:
  unsigned Allow();
  unsigned Refuse(int err);
  unsigned Kill();
  /// Loads one half of an argument (0 to 5) and goes to `yes` or `no` as
  /// `test` of it (BPF_JEQ, ...) says.
  unsigned Argument(unsigned argument, Half half, unsigned test,
                    unsigned value, unsigned yes, unsigned no);
  /// Goes to `yes` if the low half has a bit besides `allowed`, else to `no`.
  unsigned OtherBits(unsigned argument, unsigned allowed, unsigned yes,
                     unsigned no) {
    return Argument(argument, Half::kLow, BPF_JSET, ~allowed, yes, no);
  }
  /// Loads a word of the call's description and goes on behind it.
  unsigned Load(size_t offset);
  /// Goes to `yes` or `no` as `test` of what was loaded says.
  unsigned Branch(unsigned test, unsigned value, unsigned yes, unsigned no);
  /// Takes the program into use. A kernel that does not take it ends the jail
  /// if the filter is `required`.
  void Install(bool required);

 private:
  static constexpr unsigned kMostInstructions = 512;

  unsigned Return(unsigned action);
  unsigned Prepend(struct sock_filter instruction);

  struct sock_filter code_[kMostInstructions];
  unsigned begin_ = kMostInstructions;
};

/// Where the filter goes for each call. It finds that by halving ranges of
/// calls: the kernel tries a new filter on every call there is, so that asking
/// for a hundred of them one after the other would cost 200 us.
class Places {
 public:
  explicit Places(unsigned all) {
    for (unsigned& place : of_) place = all;
  }
  void Put(unsigned call, unsigned place) { of_[call] = place; }
  template <size_t n>
  void Put(const unsigned (&calls)[n], unsigned place) {
    for (const unsigned call : calls) of_[call] = place;
  }
  /// The front of the program. `young` is where calls go that came after
  /// every list.
  void AddSearch(unsigned young, Filter* filter) const;

 private:
  unsigned of_[kCalls];
};

}  // namespace sallyport::jail

#endif  // SALLYPORT_JAIL_FILTER_H_
