"""Changes the rules a little, many times, and sees whether their tests notice; changes no file."""
