// A program that reads a whole message takes its time to start. So it may be
// started while the message still comes in, and waits for the word to begin.

#ifndef SALLYPORT_BASE_HEAD_START_H_
#define SALLYPORT_BASE_HEAD_START_H_

namespace sallyport {

/// For so long after its start a program may be told to begin; its timer is
/// longer by as much. Who was not told by then is not waited for.
inline constexpr int kHeadStartSeconds = 2;

}  // namespace sallyport

#endif  // SALLYPORT_BASE_HEAD_START_H_
