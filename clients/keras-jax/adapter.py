"""keras.losses on jax."""

from on_keras import main

if __name__ == "__main__":
    main()
