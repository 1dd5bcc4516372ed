"""Letters, newspapers and journals (信件报刊): what arrives at an organ's desk until it is signed for, and subscriptions."""
