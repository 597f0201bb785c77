"""The second language: answers are drawn in Chinese and put into English at the door, sentence by sentence."""
