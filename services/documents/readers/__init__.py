"""The readers of an internal document (阅知登记), for those who answer for it."""
