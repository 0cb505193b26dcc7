"""Questions of single notes: does the answer name the line that holds it, and does it say so when none does?"""
